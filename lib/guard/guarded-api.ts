import {
  Aspects,
  AspectPriority,
  Lazy,
  Stack,
  Token,
  type IAspect,
  aws_appsync as appsync,
  aws_iam as iam,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

import { END_SUBSCRIPTIONS } from '../../lambda/contract';
import { END_EXPIRED_SUBSCRIPTIONS } from '../connections/ending-mutations';
import type { IRevocationTable } from '../revocation-table';
import { wholeOf } from '../template/whole';
import { obstaclesOf } from './api-modes';
import { apiOf, renderedResolversOf, resourcesOf, type RenderedResolver } from '../graphql/api-resources';
import { rootsOf } from './api-schema';
import { guardCode, type GuardSettings } from './guard-code';
import { guardedSubscription, guardResolver } from './guarded-resolver';
import { DEFAULT_ROOTS, type SchemaRoots } from '../graphql/schema-roots';

/** Properties of {@link GuardedApi}. */
export interface GuardedApiProps extends Pick<GuardSettings, 'userPoolId' | 'clientIds' | 'tokenUses'> {
  /** Where the revocations are. */
  readonly revocationTable: IRevocationTable;
  /** All fields of the subscription type, where the schema can't be read. */
  readonly subscriptionFields?: readonly string[];
}

const ID = 'CognitoSignOutGuard';
/** For services, by IAM. AppSync's documentation knows `invalidateSubscriptions` of resolvers alone, not of functions. */
const FOR_SERVICES: readonly string[] = [END_SUBSCRIPTIONS, END_EXPIRED_SUBSCRIPTIONS];

/**
 * An AppSync API with the guard in front of all of its root fields: what the guard needs in the API, in the API's own stack.
 * Resolvers are guarded as the template is made, whoever adds them and when.
 */
export class GuardedApi extends Construct {
  /** That of an API; undefined if it has none. */
  static of(apiId: string): GuardedApi | undefined {
    const guarded = apiOf(apiId)?.node.tryFindChild(ID);
    return guarded instanceof GuardedApi ? guarded : undefined;
  }

  private readonly guard: appsync.CfnFunctionConfiguration;
  private readonly liveSubscriptions: string[] = [];
  private readonly problems: string[] = [];
  private roots: SchemaRoots = DEFAULT_ROOTS;

  constructor(
    private readonly api: appsync.CfnGraphQLApi,
    private readonly props: GuardedApiProps,
  ) {
    super(api, ID);
    this.guard = this.createGuard(this.createDataSource());
    const root = wholeOf(api);
    const aspect: IAspect = {
      visit: (node: IConstruct) => {
        if (node === root) this.guardRootFields();
      },
    };
    Aspects.of(root).add(aspect, { priority: AspectPriority.MUTATING });
    this.node.addValidation({ validate: () => this.findProblems().map((problem) => `${api.node.path}: ${problem}`) });
  }

  /** Has subscriptions end with their session: `LiveSubscriptions` tells AppSync of its end. */
  endWithSession(subscriptionFields: readonly string[]): void {
    this.liveSubscriptions.push(...subscriptionFields);
  }

  private createDataSource(): appsync.CfnDataSource {
    const { revocationTable } = this.props;
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com') });
    revocationTable.grantLookup(role);
    return new appsync.CfnDataSource(this, 'Revocations', {
      apiId: this.api.attrApiId,
      name: 'CognitoSignOutRevocations',
      type: 'AMAZON_DYNAMODB',
      serviceRoleArn: role.roleArn,
      dynamoDbConfig: { tableName: revocationTable.tableName, awsRegion: Stack.of(this).region },
    });
  }

  private createGuard(dataSource: appsync.CfnDataSource): appsync.CfnFunctionConfiguration {
    const code = () => {
      const { roots, liveSubscriptions } = this;
      const { tableName } = this.props.revocationTable;
      return guardCode({ ...this.props, tableName, subscriptionType: roots.subscription, liveSubscriptions });
    };
    return new appsync.CfnFunctionConfiguration(this, 'Function', {
      apiId: this.api.attrApiId,
      name: ID,
      description: 'Rejects signed-out Cognito tokens',
      dataSourceName: dataSource.attrName,
      runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
      code: Lazy.string({ produce: code }),
    });
  }

  private guardRootFields(): void {
    const { resolvers, schemas } = resourcesOf(this.api);
    const roots = rootsOf(schemas, this.props.subscriptionFields);
    if ('unknown' in roots) {
      this.problems.push(roots.unknown);
      return;
    }
    this.roots = roots;
    for (const schema of schemas) this.guard.node.addDependency(schema);
    const unreadable = resolvers.filter(
      ({ apiId, typeName }) => typeof apiId !== 'string' || Token.isUnresolved(typeName),
    );
    this.problems.push(
      ...unreadable.map(({ node }) => `${node.path} is no CfnResolver, or of a type that is not known yet`),
    );
    const rootResolvers = resolvers.filter((resolver) => this.isRootResolver(resolver));
    for (const resolver of rootResolvers) {
      const obstacle = guardResolver(resolver, this.guard);
      if (obstacle !== undefined) this.problems.push(`${nameOf(resolver)} ${obstacle}`);
    }
    const has = new Set(rootResolvers.map(nameOf));
    for (const field of roots.subscriptionFields.filter((name) => !has.has(`${roots.subscription}.${name}`))) {
      const resolver = guardedSubscription(this.guard, roots.subscription, field);
      for (const schema of schemas) resolver.node.addDependency(schema);
    }
  }

  private isOfRoot({ resolver, properties: { TypeName, FieldName } }: RenderedResolver): boolean {
    return (
      this.isRootResolver(resolver) || this.isRootResolver({ typeName: String(TypeName), fieldName: String(FieldName) })
    );
  }

  private isRootResolver({ typeName, fieldName }: Pick<appsync.CfnResolver, 'typeName' | 'fieldName'>): boolean {
    const { query, mutation, subscription } = this.roots;
    if (typeName === mutation && FOR_SERVICES.includes(fieldName)) return false;
    return [query, mutation, subscription].includes(typeName);
  }

  /** What the template will say, after whatever changes resolvers later than this does. */
  private findProblems(): string[] {
    if (this.problems.length > 0) return this.problems;
    const resources = resourcesOf(this.api);
    const rootResolvers = renderedResolversOf(this.api).filter((rendered) => this.isOfRoot(rendered));
    const unguarded = rootResolvers
      .filter((rendered) => !isGuardedBy(rendered, this.guard))
      .map(
        (rendered) =>
          `${fieldOf(rendered)} has been changed after it was guarded, or by an override (${rendered.resolver.node.path}): ` +
          'do it earlier, by the property itself',
      );
    const early = rootResolvers
      .filter(mayReturnEarly)
      .map(
        (rendered) =>
          `${fieldOf(rendered)} may return before the guard has been asked (${rendered.resolver.node.path}): ` +
          'do it in a function of the pipeline, not in the resolver',
      );
    return [...obstaclesOf(this.api, resources, this.props.userPoolId), ...unguarded, ...early];
  }
}

function isGuardedBy({ resolver, properties }: RenderedResolver, guard: appsync.CfnFunctionConfiguration): boolean {
  const { Kind, PipelineConfig, CachingConfig } = properties;
  const [first] = (PipelineConfig as { readonly Functions?: readonly unknown[] } | undefined)?.Functions ?? [];
  const expected: unknown = Stack.of(resolver).resolve(guard.attrFunctionId);
  return Kind === 'PIPELINE' && CachingConfig === undefined && JSON.stringify(first) === JSON.stringify(expected);
}

/**
 * Whether the resolver's own handlers skip the pipeline: with `runtime.earlyReturn`, or `#return` in VTL. As far as they are text
 * in the template.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/runtime-utils-js.html
 */
function mayReturnEarly({ properties }: RenderedResolver): boolean {
  const { Code, RequestMappingTemplate } = properties;
  return includes(Code, 'earlyReturn') || includes(RequestMappingTemplate, '#return');
}

function includes(text: unknown, what: string): boolean {
  return text !== undefined && JSON.stringify(text).includes(what);
}

function fieldOf({ properties: { TypeName, FieldName } }: RenderedResolver): string {
  return `${String(TypeName)}.${String(FieldName)}`;
}

function nameOf({ typeName, fieldName }: appsync.CfnResolver): string {
  return `${typeName}.${fieldName}`;
}
