import { PATH, type SignOutView } from '../../pages/console/api';
import { AskError, type Ask } from '../../pages/console/ask';
import { end, leftOf, unfinishedOf, type Ending, type Step } from '../../pages/console/ending';

const step = (name: string): Step => ({ name, target: { sub: 's', sessionId: name } });
const DONE: SignOutView = { outcome: 'partial', scope: 'session', unfinished: ['refresh_token'] };
const GIVEN = { reason: 'lost' };

let asked: unknown[];
let told: Ending[];
let stop: AbortController;

beforeEach(() => {
  asked = [];
  told = [];
  stop = new AbortController();
});

/** Ends them where the answer to each is this, done if nothing is said of it. */
async function run(steps: readonly Step[], answers: Readonly<Record<string, AskError>> = {}): Promise<Ending> {
  const ask = ((path: string, body: { readonly target: { readonly sessionId: string } }) => {
    asked.push([path, body]);
    const answer = answers[body.target.sessionId];
    return answer === undefined ? Promise.resolve(DONE) : Promise.reject(answer);
  }) as Ask;
  return end(ask, steps, GIVEN, (ending) => told.push(ending), stop.signal);
}

const summary = ({ done, failed, current }: Ending) => [done.length, failed.length, current?.name];

it('ends one after the other, and tells of each', async () => {
  const ending = await run([step('a'), step('b')]);

  expect(asked).toEqual([
    [PATH.signOut, { target: { sub: 's', sessionId: 'a' }, reason: 'lost' }],
    [PATH.signOut, { target: { sub: 's', sessionId: 'b' }, reason: 'lost' }],
  ]);
  expect(told.map(summary)).toEqual([
    [0, 0, 'a'],
    [1, 0, undefined],
    [1, 0, 'b'],
    [2, 0, undefined],
    [2, 0, undefined],
  ]);
  expect(leftOf(ending)).toEqual([]);
  expect(unfinishedOf(ending)).toEqual(['refresh_token']);
});

it('goes on after one that fails, and says which are left', async () => {
  const ending = await run([step('a'), step('b'), step('c')], { b: new AskError('unknown_outcome', '503') });

  expect(summary(ending)).toEqual([2, 1, undefined]);
  expect(leftOf(ending).map(({ name }) => name)).toEqual(['b']);
});

it.each(['no_credentials', 'not_permitted', 'no_server', 'wrong_token', 'not_the_api'])(
  'leaves the others alone where they would fail too: %s',
  async (code) => {
    const ending = await run([step('a'), step('b'), step('c')], { b: new AskError(code, 'no') });

    expect(asked).toHaveLength(2);
    expect(summary(ending)).toEqual([1, 1, undefined]);
    expect(leftOf(ending).map(({ name }) => name)).toEqual(['b', 'c']);
  },
);

it('stops before the next one, and sees to its end what has begun', async () => {
  const ask = (() => {
    stop.abort();
    return Promise.resolve(DONE);
  }) as Ask;
  const ending = await end(ask, [step('a'), step('b')], GIVEN, () => undefined, stop.signal);

  expect(summary(ending)).toEqual([1, 0, undefined]);
  expect(leftOf(ending).map(({ name }) => name)).toEqual(['b']);
});

it('has nothing to do where there is nothing to end', async () => {
  expect(summary(await run([]))).toEqual([0, 0, undefined]);
  expect(asked).toEqual([]);
});
