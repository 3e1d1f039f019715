import { ATTRIBUTE } from '../../../lambda/contract';
import { TokenUse } from '../../../lib';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { sessionKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { callField, type DataSource } from '../../support/appsync-pipeline';
import {
  ACCEPTED,
  answerOf,
  call,
  guarded,
  pool,
  T,
  table,
  tableWith,
  template,
  user,
  type Payload,
} from '../../support/guarded-field';

describe('accepted clients and uses', () => {
  it('are those that were named', () => {
    const some = guarded({ clientIds: ['Web', 'App'], acceptedTokenUse: [TokenUse.ACCESS] });
    const iss = `https://cognito-idp.us-east-1.amazonaws.com/${some.pool}`;
    const outcome = (claims: Payload) =>
      answerOf(
        call(
          user({ iss, ...claims }),
          () => ({ result: { data: { [some.table]: [] }, unprocessedKeys: {} } }),
          undefined,
          some.template,
        ),
      );

    expect(some.clients).toHaveLength(2);
    for (const client_id of some.clients) expect(outcome({ client_id })).not.toBe('Unauthorized');
    expect(outcome({ client_id: 'other' })).toBe('Unauthorized');
    expect(outcome({ token_use: 'id', aud: some.clients[0], 'cognito:username': 'alice' })).toBe('Unauthorized');
  });
});

describe('other modes', () => {
  const nobodyAsked: DataSource = (request) => {
    const { payload } = request as { payload?: unknown };
    if (payload === undefined) throw new Error('the table was read');
    return { result: payload };
  };

  it.each(['IAM Authorization', 'API Key Authorization', 'Lambda Authorization'])('pass by: %s', (authType) => {
    const echo = { typeName: 'Query', fieldName: 'echo', args: { text: 'hello' }, authType };
    expect(answerOf(callField(template, { ...echo, identity: { resolverContext: {} } }, nobodyAsked))).toEqual(
      ACCEPTED,
    );
    expect(answerOf(callField(template, { ...echo, identity: null }, nobodyAsked))).toEqual(ACCEPTED);
  });

  it('that take tokens of other issuers pass by; the pool’s own tokens are judged in them as well', () => {
    const mode = 'Open ID Connect Authorization';
    const gone: Revocation = {
      kind: 'session',
      key: sessionKeyOf({ userPoolId: pool, session: { kind: 'session', id: 'a' } }),
      expiresAt: T,
    };

    expect(answerOf(call({ iss: 'https://login.example.com', sub: 's' }, nobodyAsked, mode))).toEqual(ACCEPTED);
    expect(answerOf(call(user(), tableWith([]), mode))).toEqual(ACCEPTED);
    expect(answerOf(call(user(), tableWith([gone]), mode))).toBe('Unauthorized');
  });

  it('that are not known are judged', () => {
    expect(answerOf(call({}, nobodyAsked, 'Something New'))).toBe('Unauthorized');
  });
});

describe('a fault', () => {
  const answers = (answer: ReturnType<DataSource>) => answerOf(call(user(), () => answer));
  const item = (attributes: Payload) => answers({ result: { data: { [table]: [attributes] }, unprocessedKeys: {} } });

  it('of the read is a server error', () => {
    expect(answers({ error: { type: 'DynamoDB:ProvisionedThroughputExceededException' }, result: null })).toBe(
      'temporarily_unavailable',
    );
  });

  it('is a key that was not read', () => {
    const unprocessedKeys = { [table]: [{ [ATTRIBUTE.key]: 'k' }] };

    expect(answers({ result: { data: { [table]: [null, null, null, null] }, unprocessedKeys } })).toBe(
      'temporarily_unavailable',
    );
    expect(answers({ result: { data: {}, unprocessedKeys: {} } })).toBe('temporarily_unavailable');
  });

  it.each<[string, Payload]>([
    ['of no kind', {}],
    ['of an unknown kind', { kind: 'planet', tokensValidAfter: T + 1 }],
    ['of a client, without a cut-off', { kind: 'client' }],
    ['of the pool, whose cut-off is a text', { kind: 'pool', tokensValidAfter: '1' }],
    ['of a user, without a cut-off', { kind: 'user' }],
    ['of a user, without the exempt session', { kind: 'user', othersValidAfter: T - 1 }],
  ])('is an item %s', (_, attributes) => {
    expect(item(attributes)).toBe('temporarily_unavailable');
  });
});

it('shows the next function what it would see without the guard', () => {
  const outcome = callField(
    template,
    { typeName: 'Query', fieldName: 'echo', args: {}, identity: { claims: user() } },
    tableWith([]),
  );

  expect(outcome).toEqual(expect.objectContaining({ result: {} }));
});
