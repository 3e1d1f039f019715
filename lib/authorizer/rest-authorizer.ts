import { type Duration, Lazy, Stack, aws_apigateway as apigateway, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

import { once } from '../once';
import { nameIn } from './name-in-api';

/** Properties of {@link RestRevocationAuthorizer}. */
export interface RestRevocationAuthorizerProps {
  /** Its id in each API: of another authorizer another one. */
  readonly name: string;
  /** Decides. */
  readonly handler: lambda.Function;
  /** For how long a verdict is served again. */
  readonly revocationDelay: Duration;
}

/**
 * The authorizer of any number of REST APIs. API Gateway's own belongs to one API, so each API that a method is protected of
 * gets one in its own stack, with the permission to invoke the function. That stack then needs the function's, and never the
 * other way round.
 */
export class RestRevocationAuthorizer extends apigateway.Authorizer {
  override readonly authorizationType = apigateway.AuthorizationType.CUSTOM;

  private readonly byApi = new Map<apigateway.IRestApi, apigateway.CfnAuthorizer>();
  private lastRead: { authorizerId?: string } = {};

  constructor(
    scope: Construct,
    private readonly props: RestRevocationAuthorizerProps,
  ) {
    super(scope, props.name);
  }

  /**
   * That of the API that the reader belongs to: a method reads it, and says right afterwards by {@link _attachToApi} which API
   * is its own.
   */
  get authorizerId(): string {
    const read: { authorizerId?: string } = {};
    this.lastRead = read;
    return Lazy.string({ produce: () => read.authorizerId ?? this.refuse() });
  }

  /**
   * CDK calls it for every method that has this authorizer, with the method's API.
   *
   * @internal
   */
  _attachToApi(restApi: apigateway.IRestApi): void {
    this.lastRead.authorizerId = this.attachTo(restApi).authorizerId;
  }

  /** The authorizer of one API, made if need be. */
  attachTo(restApi: apigateway.IRestApi): apigateway.IAuthorizer {
    const { ref } = once(this.byApi, restApi, () => this.create(restApi));
    return { authorizerId: ref, authorizationType: this.authorizationType };
  }

  private create(restApi: apigateway.IRestApi): apigateway.CfnAuthorizer {
    const { name, handler, revocationDelay } = this.props;
    const api: IConstruct = restApi;
    const scope = api instanceof Construct ? api : this;
    const stack = Stack.of(restApi);
    const seconds = revocationDelay.toSeconds();
    const authorizer = new apigateway.CfnAuthorizer(scope, name, {
      name: nameIn(restApi, name),
      restApiId: restApi.restApiId,
      type: 'REQUEST',
      authorizerUri: stack.formatArn({
        service: 'apigateway',
        account: 'lambda',
        resource: 'path/2015-03-31/functions',
        resourceName: `${handler.functionArn}/invocations`,
      }),
      authorizerResultTtlInSeconds: seconds,
      identitySource: seconds > 0 ? apigateway.IdentitySource.header('Authorization') : '',
    });
    new lambda.CfnPermission(scope, `${name}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: stack.formatArn({
        service: 'execute-api',
        resource: restApi.restApiId,
        resourceName: `authorizers/${authorizer.ref}`,
      }),
    });
    // API Gateway serves what was deployed: another authorizer needs another deployment.
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html
    restApi.latestDeployment?.addToLogicalId({ authorizer: `${this.node.addr}/${name}` });
    return authorizer;
  }

  private refuse(): never {
    throw new Error(
      `${this.node.path}: the authorizer's id differs from API to API, and only methods know theirs: use restAuthorizer(restApi)`,
    );
  }
}
