import type { Lab } from '../../commands/verify/lab';
import { runScenario } from '../../commands/verify/promises/run-scenario';
import type { Scenario } from '../../commands/verify/promises/scenarios';
import type { PromiseResult } from '../../commands/verify/result';

const TOKENS = { access: 'a.e30.c', id: 'a.e30.c', refresh: 'r', deviceKey: undefined };
const LAB = {
  uses: ['access'],
  gateways: [],
  live: [],
  revocationDelay: 0,
  user: { username: 'alice' },
  now: () => new Date(0),
  sessions: { signIn: () => Promise.resolve(TOKENS), refresh: () => Promise.resolve(TOKENS) },
} as unknown as Lab;

/** What a way to sign out came to whose route answers so. */
async function resultsOf(status: number, scenario: Partial<Scenario>): Promise<PromiseResult[]> {
  const results: PromiseResult[] = [];
  const way: Scenario = {
    id: 'way',
    title: 'a way',
    caller: 'laptop',
    answer: '200 partial',
    out: ['phone'],
    dead: [],
    signOut: () => Promise.resolve({ status, told: String(status), text: '', took: 1 } as never),
    ...scenario,
  };
  for await (const result of runScenario(way, LAB, TOKENS)) results.push(result);
  return results;
}

describe('a way to sign out that a stack does not have', () => {
  it.each([
    [404, { absent: 'it has none' }, 'it has none'],
    [403, { permission: 'a right' }, '403: the credentials lack a right'],
    [200, { impossible: 'it can not be' }, 'it can not be'],
  ])('is not called broken: %d with %j', async (status, scenario, seen) => {
    await expect(resultsOf(status, scenario)).resolves.toMatchObject([{ verdict: 'not run', seen }]);
  });

  it('is broken if nobody has said that it may be missing', async () => {
    const [answer] = await resultsOf(404, {});

    expect(answer).toMatchObject({ verdict: 'broken', expected: '200 partial', seen: '404' });
  });
});
