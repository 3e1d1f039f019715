import type { Revocation } from '../../lambda/core/revocation/revocation';
import { parseClaims, type TokenClaims } from '../../lambda/core/token/claims';
import { rememberAccepted } from '../../verify/verifier/accepted-memory';
import { StandingClock } from '../support/clock';
import { accessPayload } from '../support/tokens';

const SECOND = 1000;

/** A table whose reads are counted. */
function memoryWith(maxAge: number, capacity?: number) {
  const clock = new StandingClock(1_800_000_000_000);
  const state = { reads: 0, found: [] as Revocation[], clock };
  const lookUp = rememberAccepted(
    () => {
      state.reads++;
      return Promise.resolve(state.found);
    },
    maxAge,
    clock,
    capacity,
  );
  return { state, lookUp };
}

function claimsOf(overrides: Readonly<Record<string, unknown>> = {}): TokenClaims {
  const parsed = parseClaims(accessPayload({ auth_time: 1_799_999_000, ...overrides }));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.claims;
}

const cutOff = (tokensValidAfter: number): Revocation => ({
  kind: 'user',
  key: 'us-east-1_Example#user#user-1',
  expiresAt: 1,
  tokensValidAfter,
});

describe('what was accepted', () => {
  it.each([
    [9 * SECOND, 1],
    [10 * SECOND, 2],
    [-1, 2],
  ])('is remembered for as long as the owner says: %i ms', async (age, reads) => {
    const { state, lookUp } = memoryWith(10 * SECOND);
    await lookUp(claimsOf());
    state.clock.time += age;
    await lookUp(claimsOf());

    expect(state.reads).toBe(reads);
  });

  it.each([
    ['before', [0, 1]],
    ['after', [1, 0]],
  ])('is forgotten once it is refused: by a read that ends %s one that had not seen that yet', async (_, order) => {
    const answers: ((found: Revocation[]) => void)[] = [];
    const lookUp = rememberAccepted(
      () => new Promise<Revocation[]>((resolve) => answers.push(resolve)),
      10 * SECOND,
      new StandingClock(1_800_000_000_000),
    );
    const reads = [lookUp(claimsOf()), lookUp(claimsOf())];
    const found = [[cutOff(1_799_999_000)], []];
    for (const index of order) {
      answers[index]?.(found[index] ?? []);
      await reads[index];
    }
    void lookUp(claimsOf());

    expect(answers).toHaveLength(3);
  });

  it('is remembered from before the read, however long that took', async () => {
    const { state, lookUp } = memoryWith(10 * SECOND);
    const reading = lookUp(claimsOf());
    state.clock.time += 10 * SECOND;
    await reading;
    await lookUp(claimsOf());

    expect(state.reads).toBe(2);
  });

  it.each([
    ['session', { origin_jti: 'session-2' }],
    ['user', { sub: 'user-2' }],
    ['client', { client_id: 'client-2' }],
    ['pool', { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' }],
    ['sign-in', { auth_time: 1_799_999_001 }],
  ])('says nothing of another %s', async (_, overrides) => {
    const { state, lookUp } = memoryWith(10 * SECOND);
    await lookUp(claimsOf());
    await lookUp(claimsOf(overrides));

    expect(state.reads).toBe(2);
  });

  it('is remembered though there is a cut-off, if it came after that', async () => {
    const { state, lookUp } = memoryWith(10 * SECOND);
    state.found = [cutOff(1_799_998_999)];
    await lookUp(claimsOf());
    await lookUp(claimsOf());

    expect(state.reads).toBe(1);
  });

  it('is forgotten once it is rejected', async () => {
    const { state, lookUp } = memoryWith(10 * SECOND);
    await lookUp(claimsOf());
    state.clock.time += 10 * SECOND;
    state.found = [cutOff(1_799_999_000)];
    await expect(lookUp(claimsOf())).resolves.toHaveLength(1);
    await expect(lookUp(claimsOf())).resolves.toHaveLength(1);

    expect(state.reads).toBe(3);
  });

  it('is not more than fits: the oldest goes', async () => {
    const { state, lookUp } = memoryWith(10 * SECOND, 2);
    for (const session of ['1', '2', '3']) await lookUp(claimsOf({ origin_jti: session }));
    await lookUp(claimsOf({ origin_jti: '3' }));
    await lookUp(claimsOf({ origin_jti: '2' }));
    expect(state.reads).toBe(3);
    await lookUp(claimsOf({ origin_jti: '1' }));
    expect(state.reads).toBe(4);
  });

  it('is not remembered at all unless the owner says so', async () => {
    const { state, lookUp } = memoryWith(0);
    await lookUp(claimsOf());
    await lookUp(claimsOf());

    expect(state.reads).toBe(2);
  });
});
