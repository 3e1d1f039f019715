import {
  endSubscriptions,
  parseSubscriptionEnd,
  subscriberOf,
  subscriptionEndOf,
  type SubscriptionEnd,
} from '../../../lambda/core/connections/live-subscriptions';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { claimsOf, machineClaims } from '../../support/claims';

const POOL = 'us-east-1_Example';
const NONE = { tokensValidAfter: -1, othersValidAfter: -1, exemptSession: '' };

describe('a subscriber', () => {
  it('is known by everything that its token may be revoked by', () => {
    expect(subscriberOf(claimsOf({ clientId: 'client-1', signedInAt: 5, issuedAt: 7 }))).toEqual({
      sessionKey: `${POOL}#session#session-1`,
      userKey: `${POOL}#user#user-1`,
      clientKey: `${POOL}#client#client-1`,
      poolKey: `${POOL}#pool#${POOL}`,
      signedInAt: 5,
    });
  });

  it('that is a machine is known by the token itself, and by when that was issued', () => {
    expect(subscriberOf(machineClaims({ issuedAt: 7 }))).toMatchObject({
      sessionKey: `${POOL}#token#machine-1`,
      signedInAt: 7,
    });
  });
});

describe('what is ended', () => {
  const others = { validAfter: 6, exemptSession: 's' };
  const exemptSession = `${POOL}#session#s`;

  it.each<[string, Revocation, Partial<SubscriptionEnd>]>([
    ['a session', { kind: 'session', key: `${POOL}#session#s`, expiresAt: 9 }, {}],
    ['a token', { kind: 'token', key: `${POOL}#token#t`, expiresAt: 9 }, {}],
    [
      'a client',
      { kind: 'client', key: `${POOL}#client#c`, expiresAt: 9, tokensValidAfter: 5 },
      { tokensValidAfter: 5 },
    ],
    [
      'a pool',
      { kind: 'pool', key: `${POOL}#pool#${POOL}`, expiresAt: 9, tokensValidAfter: 5 },
      { tokensValidAfter: 5 },
    ],
    ['a user', { kind: 'user', key: `${POOL}#user#u`, expiresAt: 9, tokensValidAfter: 5 }, { tokensValidAfter: 5 }],
    [
      "a user's other sessions",
      { kind: 'user', key: `${POOL}#user#u`, expiresAt: 9, others },
      { othersValidAfter: 6, exemptSession },
    ],
    [
      'both, kept apart',
      { kind: 'user', key: `${POOL}#user#u`, expiresAt: 9, others, tokensValidAfter: 5 },
      { tokensValidAfter: 5, othersValidAfter: 6, exemptSession },
    ],
  ])('is always told in full: %s', (_, revocation, expected) => {
    expect(subscriptionEndOf(revocation)).toEqual({ key: revocation.key, ...NONE, ...expected });
  });
});

describe('a revocation', () => {
  const revocation: Revocation = { kind: 'session', key: `${POOL}#session#s`, expiresAt: 9 };
  const what = { key: revocation.key, ...NONE };

  function ports(faults: { now?: Error; late?: Error } = {}) {
    const calls: [string, SubscriptionEnd][] = [];
    const record = (name: string, fault?: Error) => (ended: SubscriptionEnd) => {
      calls.push([name, ended]);
      return fault === undefined ? Promise.resolve() : Promise.reject(fault);
    };
    return {
      calls,
      subscriptions: { end: record('now', faults.now) },
      late: { endLater: record('late', faults.late) },
    };
  }

  it('ends subscriptions at once, and once more later', async () => {
    const { calls, ...dependencies } = ports();
    await endSubscriptions(revocation, dependencies);

    expect(calls).toEqual([
      ['now', what],
      ['late', what],
    ]);
  });

  it.each(['now', 'late'] as const)(
    'has not succeeded without the one %s, and the other is done all the same',
    async (name) => {
      const fault = new Error(name);
      const { calls, ...dependencies } = ports({ [name]: fault });

      await expect(endSubscriptions(revocation, dependencies)).rejects.toBe(fault);
      expect(calls).toHaveLength(2);
    },
  );
});

describe('what was put down', () => {
  const what = { key: 'k', ...NONE };

  it('is read back', () => {
    expect(parseSubscriptionEnd(JSON.stringify(what))).toEqual(what);
  });

  it.each([
    '',
    '{',
    'null',
    '1',
    '[]',
    '{}',
    ...Object.keys(what).map((name) => JSON.stringify({ ...what, [name]: null })),
  ])('is refused if it is not that: %s', (text) => {
    expect(() => parseSubscriptionEnd(text)).toThrow(expect.objectContaining({ code: 'unusable_message' }) as Error);
  });
});
