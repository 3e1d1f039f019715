import fc from 'fast-check';

import { isRejectedBy, type Revocation, type UserRevocation } from '../../../lambda/core/revocation/revocation';
import { revokeOthers, revokeUser } from '../../../lambda/core/revocation/revoke';
import type { TokenClaims } from '../../../lambda/core/token/claims';
import { claimsOf, sessionNamed } from '../../support/claims';

/** A session has one `auth_time`, which a refresh keeps. Two that began in the same second are told apart by a letter. */
function sessionOf(authTime: number, letter: string): TokenClaims {
  return claimsOf({ signedInAt: authTime, session: sessionNamed(`${letter}${String(authTime)}`) });
}

// Few times, so that they meet.
const time = fc.integer({ min: 0, max: 8 });
const session = fc.tuple(time, fc.constantFrom('a', 'b')).map(([authTime, letter]) => sessionOf(authTime, letter));

/** A sign-out of a caller at a time, as rule 4 dates it: never before the caller signed in. */
const signOut = fc.record({
  scope: fc.constantFrom('others', 'global'),
  caller: session,
  delay: time,
  expiresAt: time,
});
type SignOut = typeof signOut extends fc.Arbitrary<infer T> ? T : never;

const signOuts = fc.array(signOut, { maxLength: 8 });
/** Every session that the user can have. */
const everySession = Array.from({ length: 18 }, (_, authTime) => [
  sessionOf(authTime, 'a'),
  sessionOf(authTime, 'b'),
]).flat();

function as(scope: SignOut['scope'], order: SignOut): SignOut {
  return { ...order, scope };
}

function cutOffOf({ caller, delay }: SignOut): number {
  return caller.signedInAt + delay;
}

function apply(stored: UserRevocation | undefined, order: SignOut): UserRevocation | undefined {
  const { scope, caller, expiresAt } = order;
  const revoke = scope === 'global' ? revokeUser : revokeOthers;
  return revoke(caller, cutOffOf(order), expiresAt, stored) ?? stored;
}

function applyAll(orders: readonly SignOut[]): UserRevocation | undefined {
  return orders.reduce<UserRevocation | undefined>(apply, undefined);
}

function isRejected(stored: Revocation | undefined, claims: TokenClaims): boolean {
  return stored !== undefined && isRejectedBy(stored, claims);
}

describe('whatever sign-outs a user has made, in whatever order', () => {
  it('one more never turns a rejection into an acceptance', () => {
    fc.assert(
      fc.property(signOuts, signOut, (earlier, order) => {
        const before = applyAll(earlier);
        const after = apply(before, order);

        const resurrected = everySession.filter((claims) => isRejected(before, claims) && !isRejected(after, claims));
        expect(resurrected).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('cut-offs and expiry never move back', () => {
    fc.assert(
      fc.property(signOuts, signOut, (earlier, order) => {
        const before = applyAll(earlier);
        const after = apply(before, order);

        expect(after?.tokensValidAfter ?? -1).toBeGreaterThanOrEqual(before?.tokensValidAfter ?? -1);
        expect(after?.others?.validAfter ?? -1).toBeGreaterThanOrEqual(before?.others?.validAfter ?? -1);
        expect(after?.expiresAt ?? -1).toBeGreaterThanOrEqual(before?.expiresAt ?? -1);
      }),
    );
  });

  it('a global sign-out rejects every sign-in up to its cut-off', () => {
    fc.assert(
      fc.property(signOuts, signOut, signOuts, (earlier, order, later) => {
        const global = as('global', order);
        const stored = applyAll([...earlier, global, ...later]);

        const survivors = everySession.filter(
          (claims) => claims.signedInAt <= cutOffOf(global) && !isRejected(stored, claims),
        );
        expect(survivors).toEqual([]);
      }),
    );
  });

  it('an others sign-out rejects every other session up to its cut-off, and never its caller', () => {
    fc.assert(
      fc.property(signOuts, signOut, (earlier, order) => {
        const others = as('others', order);
        const before = applyAll(earlier);
        fc.pre(!isRejected(before, others.caller));
        const after = apply(before, others);

        const { session } = others.caller;
        const survivors = everySession.filter(
          (claims) =>
            claims.session.id !== session.id && claims.signedInAt <= cutOffOf(others) && !isRejected(after, claims),
        );
        expect(survivors).toEqual([]);
        expect(isRejected(after, others.caller)).toBe(false);
      }),
    );
  });

  it('an others sign-out of a caller that is out changes nothing', () => {
    fc.assert(
      fc.property(signOuts, signOut, (earlier, order) => {
        const before = applyAll(earlier);
        fc.pre(isRejected(before, order.caller));

        expect(apply(before, as('others', order))).toBe(before);
      }),
    );
  });

  it('global sign-outs alone come to the same in any order', () => {
    fc.assert(
      fc.property(fc.array(signOut, { minLength: 1, maxLength: 8 }), (orders) => {
        const globals = orders.map((order) => as('global', order));

        expect(applyAll([...globals].reverse())).toEqual(applyAll(globals));
      }),
    );
  });
});
