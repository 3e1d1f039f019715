import fc from 'fast-check';

import {
  parseSubscriptionEnd,
  subscriberOf,
  subscriptionEndOf,
} from '../../../lambda/core/connections/live-subscriptions';
import { isRejectedBy, type Revocation } from '../../../lambda/core/revocation/revocation';
import {
  clientKeyOf,
  poolKeyOf,
  revocationKeysOf,
  sessionKeyOf,
  userKeyOf,
  wideRevocationKeysOf,
} from '../../../lambda/core/revocation/revocation-key';
import type { TokenClaims } from '../../../lambda/core/token/claims';
import { createAppSyncAuthorizer } from '../../../lambda/handlers/authorizers/appsync-authorizer';
import { Extensions, passes, resolver, sizeOf } from '../../support/appsync';
import { claimsOf, machineClaims, sessionNamed } from '../../support/claims';
import { event } from '../../support/events';
import { accessPayload } from '../../support/tokens';
import { createWorld } from '../../support/world';

/** What the authorizer tells the resolvers of a token: flat strings. */
function contextOf(claims: TokenClaims): Record<string, string> {
  const { sub, session, expiresAt } = claims;
  const context = { sub, sessionId: session.id, expiresAt, ...subscriberOf(claims) };
  return Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
}

/** The filters that AppSync keeps with a subscription of the token's. */
function subscribe(resolverContext: Record<string, unknown>) {
  const extensions = new Extensions();
  const { request, response } = resolver('session-notice.js', extensions);
  expect(request({})).toEqual({ payload: null });
  // AppSync wants null, or the subscription would not begin.
  expect(response({ identity: { resolverContext } })).toBeNull();
  const { filter, invalidationFilter } = extensions;
  if (filter === undefined || invalidationFilter === undefined) throw new Error('no filter');
  return { filter, invalidationFilter };
}

/** What AppSync compares with the filters when the function has sent its mutation. */
function payloadOf(revocation: Revocation) {
  const what = parseSubscriptionEnd(JSON.stringify(subscriptionEndOf(revocation)));
  const extensions = new Extensions();
  const { request, response } = resolver('end-subscriptions.js', extensions);
  expect(request({})).toEqual({ payload: null });
  expect(response({ args: { subscription: 'sessionNotice', ...what } })).toBe(true);
  // Of several in one request only the last took effect.
  expect(extensions.invalidations.map(({ subscriptionField }) => subscriptionField)).toEqual(['sessionNotice']);
  return extensions.invalidations[0]?.payload ?? {};
}

// Few of each, so that they meet.
const time = fc.integer({ min: 0, max: 4 });
const letter = fc.constantFrom('a', 'b');
const userPoolId = fc.constantFrom('us-east-1_A', 'us-east-1_B');
const user = fc
  .record({
    userPoolId,
    sub: letter,
    clientId: letter,
    session: letter.map(sessionNamed),
    signedInAt: time,
  })
  .map((claims) => claimsOf({ ...claims, issuedAt: claims.signedInAt + 1 }));
const machine = fc
  .record({ userPoolId, clientId: letter, jti: letter, issuedAt: time })
  .map(({ jti, ...claims }) => machineClaims({ ...claims, sub: claims.clientId, session: { kind: 'token', id: jti } }));
const subscriber = fc.oneof(user, machine);

const others = fc.record({ validAfter: time, exemptSession: letter });
const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.record({ userPoolId, id: letter }).map(({ id, ...pool }): Revocation => {
    return { kind: 'session', key: sessionKeyOf({ ...pool, session: { kind: 'session', id } }), expiresAt: 9 };
  }),
  fc.record({ userPoolId, id: letter }).map(({ id, ...pool }): Revocation => {
    return { kind: 'token', key: sessionKeyOf({ ...pool, session: { kind: 'token', id } }), expiresAt: 9 };
  }),
  fc.record({ userPoolId, sub: letter, tokensValidAfter: time }).map(({ tokensValidAfter, ...id }): Revocation => {
    return { kind: 'user', key: userKeyOf(id), tokensValidAfter, expiresAt: 9 };
  }),
  fc.record({ userPoolId, sub: letter, others }).map(({ others, ...id }): Revocation => {
    return { kind: 'user', key: userKeyOf(id), others, expiresAt: 9 };
  }),
  fc
    .record({ userPoolId, sub: letter, others, tokensValidAfter: time })
    .map(({ others, tokensValidAfter, ...id }): Revocation => {
      return { kind: 'user', key: userKeyOf(id), others, tokensValidAfter, expiresAt: 9 };
    }),
  fc.record({ userPoolId, clientId: letter, tokensValidAfter: time }).map(({ tokensValidAfter, ...id }): Revocation => {
    return { kind: 'client', key: clientKeyOf(id), tokensValidAfter, expiresAt: 9 };
  }),
  fc.record({ userPoolId, tokensValidAfter: time }).map(({ tokensValidAfter, ...id }): Revocation => {
    return { kind: 'pool', key: poolKeyOf(id), tokensValidAfter, expiresAt: 9 };
  }),
);

/** What the authorizer would say: a revocation is found by the token's keys, and rejects it. */
function isRejected(claims: TokenClaims, by: Revocation): boolean {
  const keys = [...revocationKeysOf(claims), ...wideRevocationKeysOf(claims)];
  return keys.includes(by.key) && isRejectedBy(by, claims);
}

describe('a revocation', () => {
  it('ends exactly the subscriptions of the tokens that it rejects: every kind of either', () => {
    const seen = new Map<string, Set<boolean>>();
    fc.assert(
      fc.property(revocation, subscriber, (revoked, claims) => {
        const rejected = isRejected(claims, revoked);
        const kind = `${revoked.kind}${'others' in revoked ? ' others' : ''}, ${claims.username ?? 'machine'}`;
        seen.set(kind, (seen.get(kind) ?? new Set<boolean>()).add(rejected));

        expect(passes(subscribe(contextOf(claims)).invalidationFilter, payloadOf(revoked))).toBe(rejected);
      }),
      { numRuns: 5000 },
    );
    // The property has met both outcomes wherever there are both: a machine has no session, and is no user;
    // and a user has no token of its own.
    const both = ['token, machine', 'client, machine', 'pool, machine'].concat(
      ['session', 'user', 'user others', 'client', 'pool'].map((kind) => `${kind}, alice`),
    );
    for (const kind of both) expect([kind, [...(seen.get(kind) ?? [])].sort()]).toEqual([kind, [false, true]]);
  });

  it.each([
    [1_799_999_999, true],
    [1_800_000_000, true],
    [1_800_000_001, false],
  ])('up to 1800000000 of a subscriber that signed in at %i: %p', (authTime, ended) => {
    const { invalidationFilter } = subscribe(contextOf(claimsOf({ signedInAt: authTime })));
    const key = userKeyOf(claimsOf());

    const payload = payloadOf({ kind: 'user', key, expiresAt: 9, tokensValidAfter: 1_800_000_000 });
    expect(passes(invalidationFilter, payload)).toBe(ended);
  });

  it('does not end what has expired, nor does expiry end what is revoked', () => {
    const { invalidationFilter } = subscribe(contextOf(claimsOf({ expiresAt: 0, signedInAt: 0 })));

    const payload = payloadOf({ kind: 'user', key: 'p#user#somebody', expiresAt: 9, tokensValidAfter: 9 });
    expect(passes(invalidationFilter, payload)).toBe(false);
  });
});

describe('the expiry of a token', () => {
  it.each([
    [1_800_003_599, false],
    [1_800_003_600, true],
    [1_800_003_601, true],
  ])('at 1800003600 ends its subscription when the clock says %i: %p', (now, ended) => {
    const { invalidationFilter } = subscribe(contextOf(claimsOf({ signedInAt: 0 })));
    const extensions = new Extensions();
    const { request, response } = resolver('end-expired-subscriptions.js', extensions, now);

    expect(request({})).toEqual({ payload: null });
    expect(response({ args: { subscription: 'sessionNotice' } })).toBe(true);
    expect(extensions.invalidations).toEqual([
      { subscriptionField: 'sessionNotice', payload: expect.objectContaining({ expiredAt: now }) as object },
    ]);
    expect(passes(invalidationFilter, extensions.invalidations[0]?.payload ?? {})).toBe(ended);
  });
});

describe('the filters', () => {
  const filtersOf = (claims: TokenClaims) => Object.values(subscribe(contextOf(claims)));

  it('keep within what AppSync allows, with ids as long as Cognito makes them', () => {
    const uuid = '11111111-2222-4333-8444-555555555555';
    const longest = claimsOf({
      userPoolId: `ap-southeast-3_${'x'.repeat(40)}`,
      sub: uuid,
      session: sessionNamed(uuid),
      clientId: 'c'.repeat(128),
    });

    for (const filter of filtersOf(longest)) {
      const { filters, fieldsOfAFilter, valuesOfAnIn, longestText } = sizeOf(filter);
      expect(filters).toBeLessThanOrEqual(10);
      expect(fieldsOfAFilter).toBeLessThanOrEqual(5);
      expect(valuesOfAnIn).toBeLessThanOrEqual(5);
      expect(longestText).toBeLessThanOrEqual(256);
    }
  });

  it('are made of what the authorizer really tells', async () => {
    const world = await createWorld();
    const token = world.token(accessPayload({ auth_time: 1_800_000_000, exp: 4_000_000_000 }));
    const authorizerEvent = event<Parameters<ReturnType<typeof createAppSyncAuthorizer>>[0]>('appsync-authorizer');
    const result = await createAppSyncAuthorizer(world.dependencies)({ ...authorizerEvent, authorizationToken: token });
    await world.stop();

    expect(result.isAuthorized).toBe(true);
    const { resolverContext = {} } = result as { resolverContext?: Record<string, unknown> };
    const issued = claimsOf({ userPoolId: 'us-east-1_Example', signedInAt: 1_800_000_000, expiresAt: 4_000_000_000 });
    expect(subscribe(resolverContext)).toEqual(subscribe(contextOf(issued)));
  });
});

describe('a notice', () => {
  const { filter } = subscribe(contextOf(claimsOf()));

  it.each([
    ['its own session', { sub: 'user-1', sessionId: 'session-1' }, true],
    ['another session of its user', { sub: 'user-1', sessionId: 'session-2' }, false],
    ["another user's session", { sub: 'user-2', sessionId: 'session-1' }, false],
  ])('reaches a subscriber if it is for %s: %p', (_, whom, reaches) => {
    const args = { ...whom, message: 'hello' };
    const { request, response } = resolver('notify-session.js');
    const { payload } = request({ args }) as { payload: typeof args };

    expect(response({ result: payload })).toEqual(args);
    expect(passes(filter, payload)).toBe(reaches);
  });
});
