import fc from 'fast-check';

import type { Revocation } from '../../../lambda/core/revocation/revocation';
import {
  clientKeyOf,
  everyRevocationKeyOf,
  poolKeyOf,
  sessionKeyOf,
  userKeyOf,
} from '../../../lambda/core/revocation/revocation-key';
import { introspect } from '../../../lambda/core/verdict/introspection';
import { ACCEPTED, answerOf, call, ISSUER, pool, T, tableWith, user, type Payload } from '../../support/guarded-field';

/** What the authorizer says of a genuine token. */
async function verdictOn(payload: Payload, revocations: readonly Revocation[]): Promise<boolean> {
  const { active } = await introspect('token', {
    verifier: { verify: () => Promise.resolve({ genuine: true, payload }) },
    findRevocations: (claims) => {
      const keys = everyRevocationKeyOf(claims);
      return Promise.resolve(revocations.filter(({ key }) => keys.includes(key)));
    },
    clock: { now: () => T * 1000, steady: () => 0, waitUntil: () => Promise.resolve() },
  });
  return active;
}

// Few of each, so that they meet.
const time = fc.integer({ min: T - 1, max: T + 1 });
const letter = fc.constantFrom('a', 'b');
const accessToken = fc
  .record({ sub: letter, client_id: letter, origin_jti: letter, auth_time: time })
  .map((claims) => user(claims));
const idToken = accessToken.map(({ client_id, username, ...claims }): Payload => {
  return { ...claims, aud: client_id, 'cognito:username': username, token_use: 'id' };
});
const machineToken = fc.record({ client: letter, jti: letter, iat: time }).map(({ client, jti, iat }): Payload => {
  return { iss: ISSUER, sub: client, client_id: client, token_use: 'access', jti, iat, exp: T + 3600 };
});
const token = fc.oneof(accessToken, idToken, machineToken);

const NAMES = [
  'sub',
  'client_id',
  'aud',
  'username',
  'cognito:username',
  'token_use',
  'origin_jti',
  'jti',
  'auth_time',
  'iat',
  'exp',
];
const oddity = fc.constantFrom<unknown>(
  undefined,
  null,
  '',
  'x',
  'a'.repeat(256),
  'a'.repeat(257),
  0,
  -1,
  T,
  T + 0.5,
  NaN,
  Infinity,
  253_402_300_799,
  253_402_300_800,
  String(T),
  true,
  [],
  ['a'],
  {},
);
/** As no genuine token should be: some of what the rules read is missing, or of another type. */
const oddToken = fc
  .tuple(token, fc.array(fc.tuple(fc.constantFrom(...NAMES), oddity), { minLength: 1, maxLength: 3 }))
  .map(([claims, changes]) => {
    const changed = { ...claims, ...Object.fromEntries(changes) };
    // Whoever is no longer current AppSync does not let in.
    const { exp, ...others } = changed;
    const defined = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
    return typeof exp === 'number' && exp <= T
      ? { ...defined, exp: T + 3600 }
      : { ...defined, ...(exp !== undefined && { exp }) };
  });

const expiresAt = T + 9;
const id = { userPoolId: pool };
const others = fc.record({ validAfter: time, exemptSession: letter });
const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.tuple(fc.constantFrom('session' as const, 'token' as const), letter).map(([kind, name]): Revocation => {
    return { kind, key: sessionKeyOf({ ...id, session: { kind, id: name } }), expiresAt };
  }),
  fc
    .tuple(letter, fc.option(time, { nil: undefined }), others, fc.boolean())
    .map(([sub, tokensValidAfter, spared, withOthers]): Revocation => {
      return {
        kind: 'user',
        key: userKeyOf({ ...id, sub }),
        expiresAt,
        ...(tokensValidAfter !== undefined && { tokensValidAfter }),
        ...((withOthers || tokensValidAfter === undefined) && { others: spared }),
      };
    }),
  fc.tuple(letter, time).map(([clientId, tokensValidAfter]): Revocation => {
    return { kind: 'client', key: clientKeyOf({ ...id, clientId }), tokensValidAfter, expiresAt };
  }),
  time.map((tokensValidAfter): Revocation => {
    return { kind: 'pool', key: poolKeyOf(id), tokensValidAfter, expiresAt };
  }),
);
/** At most one under each key, as the table holds them. */
const revocations = fc.uniqueArray(revocation, { maxLength: 4, selector: ({ key }) => key });

describe('the guard’s verdict', () => {
  it('is the authorizer’s: every kind of token and of revocation, before, at and after the cut-off', async () => {
    const seen = new Map<string, Set<boolean>>();
    await fc.assert(
      fc.asyncProperty(token, revocations, async (claims, stored) => {
        const active = await verdictOn(claims, stored);
        const [only, ...more] = stored;
        if (only !== undefined && more.length === 0) {
          const who = claims['auth_time'] === undefined ? 'machine' : String(claims['token_use']);
          const kind = `${only.kind}${'others' in only ? ' others' : ''}, ${who}`;
          seen.set(kind, (seen.get(kind) ?? new Set<boolean>()).add(active));
        }

        expect(answerOf(call(claims, tableWith(stored)))).toEqual(active ? ACCEPTED : 'Unauthorized');
      }),
      { numRuns: 2000 },
    );
    // The property has met both outcomes wherever there are both.
    const both = ['token, machine', 'client, machine', 'pool, machine'].concat(
      ['access', 'id'].flatMap((use) =>
        ['session', 'user', 'user others', 'client', 'pool'].map((kind) => `${kind}, ${use}`),
      ),
    );
    for (const kind of both) expect([kind, [...(seen.get(kind) ?? [])].sort()]).toEqual([kind, [false, true]]);
  });

  it('is the authorizer’s about what no genuine token lacks', async () => {
    const seen = new Set<boolean>();
    await fc.assert(
      fc.asyncProperty(oddToken, revocations, async (claims, stored) => {
        const active = await verdictOn(claims, stored);
        seen.add(active);

        expect(answerOf(call(claims, tableWith(stored)))).toEqual(active ? ACCEPTED : 'Unauthorized');
      }),
      { numRuns: 2000 },
    );
    expect(seen.size).toBe(2);
  });

  it.each(['sub', 'client_id', 'origin_jti', 'auth_time', 'username', 'iat', 'exp', 'iss', 'token_use'])(
    'rejects a token without %s',
    (name) => {
      const claims = Object.fromEntries(Object.entries(user()).filter(([claim]) => claim !== name));

      expect(answerOf(call(claims))).toBe('Unauthorized');
    },
  );

  it('rejects tokens of another pool', () => {
    expect(answerOf(call(user({ iss: `${ISSUER}x` })))).toBe('Unauthorized');
    expect(answerOf(call(user({ iss: `https://example.com/x${pool}` })))).toBe('Unauthorized');
  });

  it('takes tokens of the updated issuer', () => {
    expect(answerOf(call(user({ iss: `https://issuer-cognito-idp.us-east-1.amazonaws.com/${pool}` })))).toEqual(
      ACCEPTED,
    );
  });
});
