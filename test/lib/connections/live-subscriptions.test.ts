import { App, CfnParameter, Duration, Stack, aws_appsync as appsync, aws_cognito as cognito } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { buildSchema, isObjectType, type GraphQLObjectType } from 'graphql';
import { readFileSync } from 'node:fs';

import { LiveSubscriptions, RevocationAuthorizer, RevocationTable } from '../../../lib';
import { schemaWith, subscribableApi } from '../../support/graphql-api';
import { resourcesOf, templateWith } from '../../support/synth';

const template = templateWith();
const id = (part: string) => expect.stringMatching(new RegExp(`^GraphqlApiLiveSubscriptions${part}`)) as string;
const arnOf = (part: string) => ({ 'Fn::GetAtt': [id(part), 'Arn'] });

/** Where a follower of the table takes revocations from. */
const followerArn = (name: string) => ({
  'Fn::GetAtt': [expect.stringMatching(new RegExp(`RevocationTableStream${name}\\w+Queue`)) as string, 'Arn'],
});

/** In an app that is not this one. */
function otherApp(revocationDelay?: Duration) {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const revocationTable = new RevocationTable(stack, 'Table');
  const props = { userPool, userPoolClients: [userPool.addClient('Web')], revocationTable };
  const authorizer = new RevocationAuthorizer(stack, 'Authorizer', props);
  const lambdaMode = authorizer.appSyncAuthorizationMode();
  const live = new LiveSubscriptions(stack, 'Live', {
    revocationTable,
    ...(revocationDelay !== undefined && { revocationDelay }),
  });
  const iamMode = { authorizationType: appsync.AuthorizationType.IAM };
  const poolMode = { authorizationType: appsync.AuthorizationType.USER_POOL, userPoolConfig: { userPool } };
  const api = (name: string, ...[defaultAuthorization, ...additionalAuthorizationModes]: appsync.AuthorizationMode[]) =>
    new appsync.GraphqlApi(stack, name, {
      name,
      definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
      authorizationConfig: {
        ...(defaultAuthorization && { defaultAuthorization }),
        additionalAuthorizationModes,
      },
    });
  return { stack, live, api, authorizer, lambdaMode, iamMode, poolMode };
}

/** The statements of a role, in order, without the one that lets it write its own logs. */
function statementsOf(part: string): unknown[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([name]) => name.includes(part));
  return policies
    .flatMap(
      ([, { Properties }]) => (Properties as { PolicyDocument: { Statement: unknown[] } }).PolicyDocument.Statement,
    )
    .filter((statement) => !JSON.stringify(statement).includes('logs:'));
}

const mutation = (field: string) => ({
  Action: 'appsync:GraphQL',
  Effect: 'Allow',
  Resource: {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':appsync:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':apis/',
        { 'Fn::GetAtt': ['GraphqlApi4E2DD2D3', 'ApiId'] },
        `/types/Mutation/fields/${field}`,
      ],
    ],
  },
});

describe('the schema', () => {
  // AppSync's own scalars and directives: https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
  const OF_APPSYNC = `
    scalar AWSTimestamp
    directive @aws_iam on FIELD_DEFINITION | OBJECT
    directive @aws_lambda on FIELD_DEFINITION | OBJECT
    directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
  `;
  const schema = buildSchema(OF_APPSYNC + readFileSync('lib/graphql/schema.graphql', 'utf8'));
  interface Defined {
    readonly astNode?:
      { readonly directives?: readonly { readonly name: { readonly value: string } }[] } | null | undefined;
  }
  const directivesOf = ({ astNode }: Defined) => (astNode?.directives ?? []).map(({ name }) => name.value);
  const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.values(type?.getFields() ?? {});

  it('lets IAM reach the mutations for services, and nothing else: a field without a directive has the default mode', () => {
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const byIam = roots.flatMap(fieldsOf).filter((field) => directivesOf(field).includes('aws_iam'));

    expect(byIam.map(({ name }) => name)).toEqual(['notifySession', 'endSubscriptions', 'endExpiredSubscriptions']);
    // None of them is for users as well, and no whole root type is for IAM.
    for (const field of byIam) expect(directivesOf(field)).toEqual(['aws_iam']);
    for (const type of roots) expect(directivesOf(type ?? {})).toEqual([]);
  });

  it('lets both sides see a notice, and IAM no other type', () => {
    const types = Object.values(schema.getTypeMap()).filter(isObjectType);

    expect(
      types.filter((type) => directivesOf(type).length > 0).map((type) => [type.name, directivesOf(type)]),
    ).toEqual([['SessionNotice', ['aws_iam', 'aws_lambda']]]);
  });

  it('has the subscription return exactly what its mutation does, as AppSync wants', () => {
    const [subscription] = fieldsOf(schema.getSubscriptionType());
    const published = fieldsOf(schema.getMutationType()).find(({ name }) => name === 'notifySession');

    expect(String(subscription?.type)).toBe('SessionNotice');
    expect(String(published?.type)).toBe('SessionNotice');
  });

  it('has a resolver for every field of a root type', () => {
    const resolved = resourcesOf(template, 'AWS::AppSync::Resolver').map(
      ({ Properties }) => `${String(Properties['TypeName'])}.${String(Properties['FieldName'])}`,
    );
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((type) => fieldsOf(type).map(({ name }) => `${type?.name ?? ''}.${name}`));

    expect(resolved.sort()).toEqual(fields.sort());
  });
});

describe('what follows the table', () => {
  it('gets every revocation in a queue of its own, two batches at a time, and again until it is done', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('RevocationTableStreamSubscriptions'), 'Arn'] },
      FunctionName: { Ref: Match.stringLikeRegexp('^GraphqlApiLiveSubscriptionsNowFunction') },
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  it('may take from its queue, put down what is to be ended once more, and call the one mutation', () => {
    expect(statementsOf('LiveSubscriptionsNow')).toEqual([
      { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: arnOf('Late') },
      {
        Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Effect: 'Allow',
        Resource: followerArn('Subscriptions'),
      },
      mutation('endSubscriptions'),
    ]);
  });

  it('knows the API, the field and the queue', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          SUBSCRIPTION_FIELDS: {
            'Fn::Join': ['', [{ 'Fn::GetAtt': ['GraphqlApi4E2DD2D3', 'GraphQLUrl'] }, '#sessionNotice']],
          },
          INVALIDATION_PACE_MILLISECONDS: '50',
          LATE_SUBSCRIPTIONS_QUEUE_URL: { Ref: Match.stringLikeRegexp('^GraphqlApiLiveSubscriptionsLate') },
        },
      },
    });
  });
});

describe('what ends once more', () => {
  it.each([
    ['0s', 45],
    ['5m', 345],
  ])(
    'comes when nothing can begin by an old verdict any more: delay %s, after %i s',
    (revocationDelay, DelaySeconds) => {
      templateWith({ revocationDelay }).hasResourceProperties('AWS::SQS::Queue', {
        DelaySeconds,
        SqsManagedSseEnabled: true,
        VisibilityTimeout: 720,
        RedrivePolicy: { maxReceiveCount: 5 },
      });
    },
  );

  it('is slow on purpose, and tells which messages it could not end', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('^GraphqlApiLiveSubscriptionsOnceMoreFunction') },
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('may take from its queue, and call the one mutation', () => {
    expect(statementsOf('LiveSubscriptionsOnceMore')).toEqual([
      {
        Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        Effect: 'Allow',
        Resource: arnOf('Late'),
      },
      mutation('endSubscriptions'),
    ]);
  });
});

describe('the clock', () => {
  it('ends the subscriptions of expired tokens once a minute, and may do nothing else', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': ['GraphqlApi4E2DD2D3', 'GraphQLEndpointArn'] },
          AppSyncParameters: {
            GraphQLOperation:
              'mutation End($subscription: String!) { endExpiredSubscriptions(subscription: $subscription) }',
          },
          Input: '{"subscription":"sessionNotice"}',
        },
      ],
    });
    expect(statementsOf('EndingMutationsClock')).toEqual([mutation('endExpiredSubscriptions')]);
  });
});

describe('operators', () => {
  it('are alarmed by what was given up, and by what AppSync dropped', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('LiveSubscriptions'), 'QueueName'] } }],
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    for (const end of ['Dropped', 'Error', 'Failure']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/AppSync',
        MetricName: `InvalidationRequest${end}`,
        Dimensions: [{ Name: 'GraphQLAPIId', Value: { 'Fn::GetAtt': ['GraphqlApi4E2DD2D3', 'ApiId'] } }],
        Statistic: 'Sum',
        Period: 60,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    }
  });
});

describe("somebody else's APIs", () => {
  it('are served by one pair of functions, each by the mutation it has', () => {
    const { stack, live, authorizer } = otherApp();
    for (const [id, subscriptionFields] of [
      ['First', ['onOrder', 'onMessage']],
      ['Second', ['onOrder']],
    ] as const) {
      const api = subscribableApi(stack, id, { authorizer, fields: subscriptionFields });
      live.protect(api, { subscriptionFields: [...subscriptionFields] });
    }
    const made = Template.fromStack(stack);

    made.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          SUBSCRIPTION_FIELDS: {
            'Fn::Join': [
              '',
              [
                { 'Fn::GetAtt': [Match.stringLikeRegexp('^First'), 'GraphQLUrl'] },
                '#onOrder+onMessage,',
                { 'Fn::GetAtt': [Match.stringLikeRegexp('^Second'), 'GraphQLUrl'] },
                '#onOrder',
              ],
            ],
          },
        },
      },
    });
    // And the one reader of the stream.
    made.resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
    made.resourceCountIs('AWS::Events::Rule', 2);
  });

  it('are asked once a minute, field by field, by rules of five', () => {
    const { stack, live, authorizer } = otherApp();
    const fields = Array.from({ length: 12 }, (_, index) => `onOrder${String(index)}`);
    live.protect(subscribableApi(stack, 'Api', { authorizer, fields }), { subscriptionFields: fields });

    const rules = resourcesOf(Template.fromStack(stack), 'AWS::Events::Rule').filter(
      ({ Properties }) => 'ScheduleExpression' in Properties,
    );
    const inputs = rules.map(({ Properties }) =>
      (Properties['Targets'] as { Input: string }[]).map(({ Input }) => Input),
    );
    expect(inputs.map(({ length }) => length)).toEqual([5, 5, 2]);
    expect(inputs.flat()).toEqual(fields.map((subscription) => JSON.stringify({ subscription })));
  });

  it('need the two modes, and none that would accept signed-out tokens', () => {
    const { live, api, lambdaMode, iamMode, poolMode } = otherApp();
    const protect = (name: string, ...modes: appsync.AuthorizationMode[]) => {
      live.protect(api(name, ...modes), { subscriptionFields: ['onOrder'] });
    };

    expect(() => {
      protect('A', lambdaMode);
    }).toThrow('Other/A must have the authorization mode AWS_IAM');
    expect(() => {
      protect('B', iamMode);
    }).toThrow('Other/B must have the authorization mode AWS_LAMBDA');
    expect(() => {
      protect('C', lambdaMode, iamMode, poolMode);
    }).toThrow('Other/C has the authorization mode AMAZON_COGNITO_USER_POOLS, which accepts signed-out tokens');
  });

  it('are protected once, and said to be', () => {
    const { stack, live, api, lambdaMode, iamMode } = otherApp();
    const theirs = api('Api', lambdaMode, iamMode);
    live.protect(theirs, { subscriptionFields: ['onOrder'] });
    const another = new LiveSubscriptions(stack, 'Another', {
      revocationTable: new RevocationTable(stack, 'AnotherTable'),
    });

    for (const each of [live, another]) {
      expect(() => {
        each.protect(theirs, { subscriptionFields: ['onOrder'] });
      }).toThrow('Other/Api is protected already; allowed: once, with all subscriptionFields');
    }
  });

  it('can’t be those of a private API, which EventBridge does not reach', () => {
    const { stack, live, lambdaMode, iamMode } = otherApp();
    const theirs = new appsync.GraphqlApi(stack, 'Private', {
      name: 'private',
      definition: appsync.Definition.fromSchema(schemaWith(['onOrder'])),
      authorizationConfig: { defaultAuthorization: lambdaMode, additionalAuthorizationModes: [iamMode] },
      visibility: appsync.Visibility.PRIVATE,
    });

    expect(() => {
      live.protect(theirs, { subscriptionFields: ['onOrder'] });
    }).toThrow(
      'Other/Private is private, where nothing reaches it that ends subscriptions; allowed: an API of the visibility GLOBAL',
    );
  });

  it('leave the ids of the API’s resolvers to its owner', () => {
    const { live, api, lambdaMode, iamMode } = otherApp();
    const theirs = api('Api', lambdaMode, iamMode);
    for (const id of ['End', 'EndExpired']) theirs.createResolver(id, { typeName: 'Query', fieldName: id });

    expect(() => {
      live.protect(theirs, { subscriptionFields: ['onOrder'] });
    }).not.toThrow();
  });

  it('need a field to protect', () => {
    const { live, api, lambdaMode, iamMode } = otherApp();

    expect(() => {
      live.protect(api('Api', lambdaMode, iamMode), { subscriptionFields: [] });
    }).toThrow('subscriptionFields: got none; at least one is needed');
    expect(live.node.validate()).toEqual(['nothing is protected: call protect()']);
  });

  it.each([0, 300])('may have a revocation delay of %i s', (seconds) => {
    expect(() => otherApp(Duration.seconds(seconds))).not.toThrow();
  });

  it('may have no longer one', () => {
    expect(() => otherApp(Duration.seconds(301))).toThrow('revocationDelay: got 301 seconds; allowed: 0 to 5 minutes');
  });

  it('may have none that only the deployment knows', () => {
    const delay = new CfnParameter(new Stack(), 'Delay', { type: 'Number' }).valueAsNumber;

    expect(() => otherApp(Duration.seconds(delay))).toThrow(
      'revocationDelay: got a value that only the deployment knows',
    );
  });
});
