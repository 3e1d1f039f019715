import { aws_appsync as appsync } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { subscriberOf } from '../../../lambda/core/connections/live-subscriptions';
import { sessionKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { parseClaims } from '../../../lambda/core/token/claims';
import { LiveSubscriptions } from '../../../lib';
import { Extensions, resolver } from '../../support/appsync';
import { callField } from '../../support/appsync-pipeline';
import { guardedApi } from '../../support/guarded-app';
import { T, tableWith, user, type Payload } from '../../support/guarded-field';

const SCHEMA = `
  type Query { a: String }
  type Mutation {
    c: String
    endSubscriptions(subscription: String!, key: String!): Boolean! @aws_iam
    endExpiredSubscriptions(subscription: String!): Boolean! @aws_iam
  }
  type Subscription { onOrder(owner: String, size: Int, filter: In): String onNews: String }
  input In { a: String }
`;
const { IAM, USER_POOL, API_KEY } = appsync.AuthorizationType;

/** An API of two subscriptions, of which one is to end with its session. */
function liveApi() {
  const { stack, userPool, revocationTable, guard, api, app } = guardedApi();
  const mode = { authorizationType: USER_POOL, userPoolConfig: { userPool } };
  const graphqlApi = api('Live', SCHEMA, stack, [mode, { authorizationType: IAM }, { authorizationType: API_KEY }]);
  const live = new LiveSubscriptions(stack, 'LiveSubscriptions', { revocationTable });
  return { app, stack, guard, graphqlApi, live };
}

const { stack, guard, graphqlApi, live } = liveApi();
guard.protect(graphqlApi);
live.protect(graphqlApi, { subscriptionFields: ['onOrder'] });
const template = Template.fromStack(stack);
const [pool = ''] = Object.keys(template.findResources('AWS::Cognito::UserPool'));
const [table = ''] = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'));
const iss = `https://cognito-idp.us-east-1.amazonaws.com/${pool}`;

function subscribe(claims: Payload, fieldName = 'onOrder', args: Payload = {}, revocations = tableWith([], table)) {
  return callField(template, { typeName: 'Subscription', fieldName, args, identity: { claims } }, revocations);
}

function extensionsOf(outcome: ReturnType<typeof subscribe>): Extensions {
  if ('errorType' in outcome) throw new Error(outcome.errorType);
  // AppSync wants null, or the subscription would not begin.
  expect(outcome.result).toBeNull();
  return outcome.extensions;
}

/** The filter that a resolver makes of what the authorizer tells. */
function filterBehindAuthorizer(payload: Payload) {
  const parsed = parseClaims(payload);
  if (!parsed.ok) throw new Error(parsed.reason);
  const { sub, session, expiresAt } = parsed.claims;
  const context = { sub, sessionId: session.id, expiresAt, ...subscriberOf(parsed.claims) };
  const resolverContext = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
  const extensions = new Extensions();
  resolver('session-notice.js', extensions).response({ identity: { resolverContext } });
  return extensions.invalidationFilter;
}

describe('a subscription behind the guard', () => {
  const machine = { iss, sub: 'c', client_id: 'c', token_use: 'access', jti: 'j', iat: T, exp: T + 3600 };

  it.each<[string, Payload]>([
    ["a user's access token", user({ iss })],
    ["a user's ID token", user({ iss, token_use: 'id', aud: 'c', 'cognito:username': 'alice' })],
    ["a machine's token", machine],
  ])('gets the invalidation filter that one behind the authorizer gets: %s', (_name, claims) => {
    const { invalidationFilter } = extensionsOf(subscribe(claims));

    expect(invalidationFilter?.filterGroup).toHaveLength(4);
    expect(invalidationFilter).toEqual(filterBehindAuthorizer(claims));
  });

  it('does not begin with a signed-out token', () => {
    const key = sessionKeyOf({ userPoolId: pool, session: { kind: 'session', id: 'a' } });
    const gone = tableWith([{ kind: 'session', key, expiresAt: 1 }], table);

    expect(subscribe(user({ iss }), 'onOrder', {}, gone)).toEqual(
      expect.objectContaining({ errorType: 'Unauthorized' }),
    );
    expect(subscribe(user({ iss }), 'onNews', {}, gone)).toEqual(
      expect.objectContaining({ errorType: 'Unauthorized' }),
    );
  });

  it('goes on being filtered by its arguments, which AppSync stops as soon as a resolver sets filters', () => {
    const { filter } = extensionsOf(
      subscribe(user({ iss }), 'onOrder', { owner: 'alice', size: 3, filter: { a: 'b' } }),
    );

    expect(filter).toEqual({
      filterGroup: [
        {
          filters: [
            { fieldName: 'owner', operator: 'eq', value: 'alice' },
            { fieldName: 'size', operator: 'eq', value: 3 },
          ],
        },
      ],
    });
    expect(extensionsOf(subscribe(user({ iss }))).filter).toBeUndefined();
  });

  it('is refused with an argument that is null, which no filter can express', () => {
    expect(subscribe(user({ iss }), 'onOrder', { owner: null })).toEqual(
      expect.objectContaining({ errorType: 'invalid_request', message: 'owner must not be null: leave it out.' }),
    );
  });

  it('has no filters if it is not among those that end with their session', () => {
    const { filter, invalidationFilter } = extensionsOf(subscribe(user({ iss }), 'onNews'));

    expect([filter, invalidationFilter]).toEqual([undefined, undefined]);
  });

  it('has none either where no token is borne', () => {
    const byKey = { typeName: 'Subscription', fieldName: 'onOrder', authType: 'API Key Authorization' };

    expect(extensionsOf(callField(template, byKey, tableWith([], table))).invalidationFilter).toBeUndefined();
  });
});

describe('LiveSubscriptions', () => {
  it('leaves the mutations that end subscriptions to resolvers, as AppSync’s documentation knows them', () => {
    for (const field of ['endSubscriptions', 'endExpiredSubscriptions']) {
      template.hasResourceProperties('AWS::AppSync::Resolver', { FieldName: field, Kind: 'UNIT' });
    }
  });

  it('takes an API with Cognito’s mode only once it is guarded', () => {
    const other = liveApi();
    const protect = () => {
      other.live.protect(other.graphqlApi, { subscriptionFields: ['onOrder'] });
    };

    expect(protect).toThrow(/has the authorization mode|must have the authorization mode/);
    other.guard.protect(other.graphqlApi);
    protect();
    expect(() => other.app.synth()).not.toThrow();
  });
});
