import type { ConstructFactory, ConstructFactoryGetInstanceProps, ResourceProvider } from '@aws-amplify/plugin-types';
import { App, NestedStack, Stack, aws_cognito as cognito } from 'aws-cdk-lib';

interface Generator {
  readonly resourceGroupName: string;
  generateContainerEntry(props: { readonly scope: Stack }): ResourceProvider;
}

/** What `defineBackend` gives each of its members, with an `auth` or none. */
export class FakeBackend {
  readonly stack: Stack;
  readonly userPool: cognito.UserPool;
  readonly userPoolClient: cognito.UserPoolClient;
  private readonly props: ConstructFactoryGetInstanceProps;
  private readonly made = new Map<object, ResourceProvider>();
  private readonly nested = new Map<string, NestedStack>();

  constructor({ deploymentType = 'branch', hasAuth = true } = {}) {
    this.stack = new Stack(new App({ context: { 'amplify-backend-type': deploymentType } }), 'Backend');
    this.userPool = new cognito.UserPool(this.stackFor('auth'), 'Pool');
    this.userPoolClient = this.userPool.addClient('Client');
    this.props = { constructContainer: this.container(hasAuth) } as unknown as ConstructFactoryGetInstanceProps;
  }

  /** A nested stack, the same at every call. */
  stackFor(name: string): NestedStack {
    const stack = this.nested.get(name) ?? new NestedStack(this.stack, name);
    this.nested.set(name, stack);
    return stack;
  }

  /** What the backend makes of a member. */
  add<T extends ResourceProvider>(factory: ConstructFactory<T>): T {
    return factory.getInstance(this.props);
  }

  private container(hasAuth: boolean) {
    const { userPool, userPoolClient } = this;
    const auth = { getInstance: () => ({ resources: { userPool, userPoolClient } }) };
    return {
      getConstructFactory: (token: string) => (token === 'AuthResources' && hasAuth ? auth : undefined),
      getOrCompute: (generator: Generator) => {
        const { resourceGroupName } = generator;
        const made =
          this.made.get(generator) ?? generator.generateContainerEntry({ scope: this.stackFor(resourceGroupName) });
        this.made.set(generator, made);
        return made;
      },
    };
  }
}
