import {
  Duration,
  aws_appsync as appsync,
  aws_cloudwatch as cloudwatch,
  aws_events as events,
  aws_events_targets as targets,
  aws_iam as iam,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { END_SUBSCRIPTIONS } from '../../lambda/contract';
import { resolverCode } from '../graphql/resolver-code';
import { createAlarm } from '../monitoring/alarms';
import type { IRevocationTable } from '../revocation-table';

/** Properties of {@link EndingMutations}. */
export interface EndingMutationsProps {
  /** The API whose schema has the mutations. */
  readonly api: appsync.GraphqlApi;

  /** Fields of the type `Subscription`. */
  readonly subscriptionFields: readonly string[];

  /** Of the deployment, whose alarms these join. */
  readonly revocationTable: IRevocationTable;
}

/**
 * The most that EventBridge allows. One rule cannot have all fields, and need not: a rule's minutes begin as it is made, so
 * several are not all due in the same second, in which AppSync would drop what is over 100 in the account.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
const TARGETS_PER_RULE = 5;

/** The mutation that ends the subscriptions of expired tokens: for the clock alone, by IAM. */
export const END_EXPIRED_SUBSCRIPTIONS = 'endExpiredSubscriptions';

/**
 * What may become of a request that AppSync has answered with success: over the quota, invalid, or its own fault.
 * https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
 */
const UNTOLD = ['InvalidationRequestDropped', 'InvalidationRequestError', 'InvalidationRequestFailure'];

/**
 * In an AppSync API: the mutations that end subscriptions, the clock that ends those whose token has expired, and the alarms
 * on those that AppSync did not end, which it tells nobody else.
 */
export class EndingMutations extends Construct {
  constructor(scope: Construct, id: string, { api, subscriptionFields, revocationTable }: EndingMutationsProps) {
    super(scope, id);
    // Names are unique in an API: `Nothing`, which is its id, may well be the owner's.
    const nothing = new appsync.NoneDataSource(this, 'Nothing', { api, name: 'CognitoSignOutEndings' });
    // Not by createResolver(), whose ids are the API's, and so may well be the owner's.
    const mutation = { api, dataSource: nothing, typeName: 'Mutation' };
    const end = { ...mutation, fieldName: END_SUBSCRIPTIONS, ...resolverCode('end-subscriptions.js') };
    new appsync.Resolver(this, 'End', end);
    const expired = resolverCode('end-expired-subscriptions.js');
    new appsync.Resolver(this, 'EndExpired', { ...mutation, fieldName: END_EXPIRED_SUBSCRIPTIONS, ...expired });

    const eventRole = new iam.Role(this, 'ClockRole', { assumedBy: new iam.ServicePrincipal('events.amazonaws.com') });
    api.grantMutation(eventRole, END_EXPIRED_SUBSCRIPTIONS);
    const endExpired = (field: string) =>
      new targets.AppSync(api, {
        graphQLOperation: `mutation End($subscription: String!) { ${END_EXPIRED_SUBSCRIPTIONS}(subscription: $subscription) }`,
        variables: events.RuleTargetInput.fromObject({ subscription: field }),
        eventRole,
        // The next minute brings the next.
        retryAttempts: 0,
      });
    // A request for each field, for of several in one only the last takes effect (aws/aws-appsync-community#223).
    for (let first = 0; first < subscriptionFields.length; first += TARGETS_PER_RULE) {
      new events.Rule(this, `Clock${String(first / TARGETS_PER_RULE)}`, {
        description: 'Ends the AppSync subscriptions of expired tokens',
        schedule: events.Schedule.rate(Duration.minutes(1)),
        targets: subscriptionFields.slice(first, first + TARGETS_PER_RULE).map(endExpired),
      });
    }
    for (const metricName of UNTOLD) {
      createAlarm(this, metricName, revocationTable, {
        kind: 'subscriptions not ended',
        metric: new cloudwatch.Metric({
          namespace: 'AWS/AppSync',
          metricName,
          dimensionsMap: { GraphQLAPIId: api.apiId },
          statistic: cloudwatch.Stats.SUM,
          period: Duration.minutes(1),
        }),
        threshold: 1,
      });
    }
  }
}
