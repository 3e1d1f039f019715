import type { Belief } from './belief';

const GUIDE = 'docs/graphql-guard.md';

const belief = (id: string, expected: string, source: string, byHand: string): Belief => ({
  id,
  subject: 'AppSync',
  place: 'GraphqlGuard',
  expected,
  source,
  byHand,
});

/** What is believed of AppSync where the guard relies on it. The stack has no API with Cognito's mode, so none is tried. */
export const GRAPHQL_GUARD_BELIEFS: readonly Belief[] = [
  belief(
    'guard-pipelines',
    'a JavaScript function may come first in a pipeline of JavaScript, of VTL, and of both',
    'https://github.com/aws/aws-appsync-community/issues/147; https://www.npmjs.com/package/@aws-amplify/graphql-conversation-transformer',
    'It takes an API with Cognito’s mode. Guard one with each kind of resolver, and a model of Amplify’s: each field answers a ' +
      'living token, and straight after its sign-out an error with errorType Unauthorized.',
  ),
  belief(
    'guard-units',
    'a unit resolver that became a pipeline answers as before, its errors too',
    'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-mapping-template-changelog.html',
    'Guard an API with a unit resolver of JavaScript, one of VTL and one with a Lambda function alone, and let each succeed and fail.',
  ),
  belief(
    'guard-claims',
    'ctx.identity.claims has every claim of the token as it is there, numbers as numbers',
    'https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html',
    'Call a guarded field with an access token, an ID token and one of client credentials: where a claim is missing or a text, ' +
      'every such token is rejected.',
  ),
  belief(
    'guard-modes',
    'util.authType() says "IAM Authorization", "API Key Authorization", "Lambda Authorization" and "Open ID Connect Authorization"',
    'https://docs.aws.amazon.com/appsync/latest/devguide/built-in-util-js.html (of Lambda only Amplify’s templates say so)',
    'Call a guarded field by each of these modes: where the name is another, it is rejected.',
  ),
  belief(
    'guard-fault',
    'a read that fails, or leaves keys unread, reaches the response handler, and the answer is temporarily_unavailable',
    'https://docs.aws.amazon.com/appsync/latest/devguide/js-aws-appsync-resolver-reference-dynamodb-batch-get-item.html',
    'Take dynamodb:BatchGetItem away from the guard’s role for a minute, and call a guarded field.',
  ),
  belief(
    'guard-filters',
    'a function may set a subscription’s invalidation filter, as its resolver may',
    'https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html (only resolvers are named)',
    'Subscribe to a field of LiveSubscriptions in a guarded API, sign out, and look how soon the subscription ends.',
  ),
  belief(
    'guard-arguments',
    'such a subscription is filtered by its arguments as before, and a filter that its own resolver sets replaces the guard’s',
    'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-enhanced-filtering.html',
    'Subscribe with an argument, and publish what it matches and what it does not; and the same where the resolver sets a filter.',
  ),
  belief(
    'guard-unresolved',
    'a subscription that had no resolver delivers as before with the one that it gets',
    GUIDE,
    'Guard an API with such a field, subscribe with and without an argument, and publish.',
  ),
];
