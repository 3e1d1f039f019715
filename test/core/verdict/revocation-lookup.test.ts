import { MAX_WIDE_CUT_OFF_AGE } from '../../../lambda/core/revocation/cut-off';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import type { RevocationReader } from '../../../lambda/core/revocation/revocation-store';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { claimsOf } from '../../support/claims';

const OWN_KEYS = ['us-east-1_Example#session#session-1', 'us-east-1_Example#user#user-1'];
const CLIENT_KEY = 'us-east-1_Example#client#client-1';
const POOL_KEY = 'us-east-1_Example#pool#us-east-1_Example';
const START = 1_800_000_000_000;

function world() {
  const reads: (readonly string[])[] = [];
  const stored = new Map<string, Revocation>();
  const revocations: RevocationReader = {
    find: (keys) => {
      reads.push(keys);
      return Promise.resolve(keys.flatMap((key) => stored.get(key) ?? []));
    },
  };
  const time = { wall: START, steady: 0 };
  const clock = { now: () => time.wall, steady: () => time.steady, waitUntil: () => Promise.resolve() };
  const pass = (milliseconds: number) => {
    time.wall += milliseconds;
    time.steady += milliseconds;
  };
  const clientCutOff: Revocation = { kind: 'client', key: CLIENT_KEY, expiresAt: 1, tokensValidAfter: 1 };
  const poolCutOff: Revocation = { kind: 'pool', key: POOL_KEY, expiresAt: 1, tokensValidAfter: 1 };
  return { lookUp: createRevocationLookup(revocations, clock), reads, stored, time, pass, clientCutOff, poolCutOff };
}

describe('the look-up of revocations', () => {
  it('reads everything at once when it knows nothing', async () => {
    const { lookUp, reads, stored, clientCutOff, poolCutOff } = world();
    stored.set(CLIENT_KEY, clientCutOff).set(POOL_KEY, poolCutOff);

    await expect(lookUp(claimsOf())).resolves.toEqual([clientCutOff, poolCutOff]);
    expect(reads).toEqual([[...OWN_KEYS, CLIENT_KEY, POOL_KEY]]);
  });

  it.each([
    [MAX_WIDE_CUT_OFF_AGE - 1, false],
    [MAX_WIDE_CUT_OFF_AGE, true],
    [MAX_WIDE_CUT_OFF_AGE + 1, true],
  ])(
    "reads the session and the user again, and after %i ms the client's and the pool's cut-offs",
    async (age, again) => {
      const { lookUp, reads, stored, pass, clientCutOff } = world();
      await lookUp(claimsOf());
      stored.set(CLIENT_KEY, clientCutOff);
      pass(age);

      await expect(lookUp(claimsOf())).resolves.toEqual(again ? [clientCutOff] : []);
      expect(reads[1]).toEqual(again ? [...OWN_KEYS, CLIENT_KEY, POOL_KEY] : OWN_KEYS);
    },
  );

  it('goes by what it remembers meanwhile', async () => {
    const { lookUp, reads, stored, pass, clientCutOff, poolCutOff } = world();
    stored.set(CLIENT_KEY, clientCutOff).set(POOL_KEY, poolCutOff);
    await lookUp(claimsOf());
    pass(MAX_WIDE_CUT_OFF_AGE - 1);

    await expect(lookUp(claimsOf())).resolves.toEqual([clientCutOff, poolCutOff]);
    expect(reads[1]).toEqual(OWN_KEYS);
  });

  it.each([
    ['the process was frozen, and only the wall clock went on', { wall: START + 5000, steady: 1 }],
    ['the wall clock was set back', { wall: START - 1, steady: 1 }],
    ['the wall clock was set back by as much as has passed', { wall: START, steady: 5000 }],
  ])('reads again if %s', async (_, instant) => {
    const { lookUp, reads, time } = world();
    await lookUp(claimsOf());
    Object.assign(time, instant);
    await lookUp(claimsOf());

    expect(reads[1]).toEqual([...OWN_KEYS, CLIENT_KEY, POOL_KEY]);
  });

  it('dates what it reads from before it has asked: the answer may be late', async () => {
    const { lookUp, reads, time, pass } = world();
    const reading = lookUp(claimsOf());
    pass(MAX_WIDE_CUT_OFF_AGE);
    await reading;
    await lookUp(claimsOf());

    expect(time.wall).toBe(START + MAX_WIDE_CUT_OFF_AGE);
    expect(reads[1]).toContain(CLIENT_KEY);
  });

  it('knows one client from another', async () => {
    const { lookUp, reads } = world();
    await lookUp(claimsOf());
    await lookUp(claimsOf({ clientId: 'client-2' }));

    expect(reads[1]).toEqual([...OWN_KEYS, 'us-east-1_Example#client#client-2']);
  });

  it('does not let a read that began earlier, and ends later, take the place of what is known', async () => {
    const cutOff: Revocation = { kind: 'client', key: CLIENT_KEY, expiresAt: 1, tokensValidAfter: 1 };
    const answers: ((found: readonly Revocation[]) => void)[] = [];
    const find = () => new Promise<readonly Revocation[]>((resolve) => answers.push(resolve));
    let time = START;
    const clock = { now: () => time, steady: () => time, waitUntil: () => Promise.resolve() };
    const lookUp = createRevocationLookup({ find }, clock);
    const earlier = lookUp(claimsOf());
    time += 1;
    const later = lookUp(claimsOf());
    answers[1]?.([cutOff]);
    await expect(later).resolves.toEqual([cutOff]);
    answers[0]?.([]);
    await earlier;
    const next = lookUp(claimsOf());
    answers[2]?.([]);

    await expect(next).resolves.toEqual([cutOff]);
  });

  it('remembers nothing of a read that has failed', async () => {
    const { reads } = world();
    let isDown = true;
    const find = (keys: readonly string[]): Promise<readonly Revocation[]> => {
      reads.push(keys);
      return isDown ? Promise.reject(new Error('down')) : Promise.resolve([]);
    };
    const clock = { now: () => START, steady: () => 0, waitUntil: () => Promise.resolve() };
    const lookUp = createRevocationLookup({ find }, clock);

    await expect(lookUp(claimsOf())).rejects.toThrow('down');
    isDown = false;
    await lookUp(claimsOf());
    expect(reads[1]).toContain(POOL_KEY);
  });
});
