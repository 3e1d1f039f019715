import type { SignOutView } from '../../pages/console/api';
import { AskError } from '../../pages/console/ask';
import type { Ending, Step } from '../../pages/console/ending';
import { summaryOf, verdictOf } from '../../pages/console/verdict';

const SESSION: SignOutView = { outcome: 'partial', scope: 'session', unfinished: ['refresh_token'] };
const USER: SignOutView = { outcome: 'complete', scope: 'user', signedOutAt: 1_800_000_000, unfinished: [] };

/** An ending of as many steps as there are results; those that have none were left alone. */
function endingOf(...results: readonly (SignOutView | string | undefined)[]): Ending {
  const steps = results.map((_, index): Step => ({ name: String(index), target: { sub: 's' } }));
  const pairs = steps.map((step, index) => ({ step, result: results[index] }));
  return {
    steps,
    done: pairs.flatMap(({ step, result }) => (typeof result === 'object' ? [{ step, result }] : [])),
    failed: pairs.flatMap(({ step, result }) =>
      typeof result === 'string' ? [{ step, problem: new AskError(result, 'why') }] : [],
    ),
    current: undefined,
  };
}

it.each<[string, Ending]>([
  ['Complete', endingOf(SESSION)],
  ['Complete', endingOf(SESSION, SESSION)],
  ['Complete', endingOf(USER)],
  ['Partial', endingOf({ ...USER, outcome: 'partial', unfinished: ['cognito_global_sign_out'] })],
  ['Partial', endingOf(SESSION, 'gone')],
  ['Partial', endingOf(SESSION, 'unknown_outcome')],
  ['Not done', endingOf('no_credentials', undefined)],
  ['Not done', endingOf('unavailable')],
])('says %s', (word, ending) => {
  expect(verdictOf(ending).word).toBe(word);
});

it.each(['unknown_outcome', 'no_server', 'unexpected'])(
  'never says that it is not done where nobody knows: %s',
  (code) => {
    expect(verdictOf(endingOf(code)).word).toBe('Unknown');
    expect(verdictOf(endingOf('gone', code, undefined)).word).toBe('Unknown');
    expect(summaryOf(endingOf('gone', code, undefined))).toBe('Of 1 nobody knows.');
  },
);

it('counts what is ended, and what nobody knows of', () => {
  expect(summaryOf(endingOf(SESSION, SESSION, 'unavailable'))).toMatch(/^2 of 3 sessions are ended: [^.]*\.$/);
  expect(summaryOf(endingOf(SESSION, 'unknown_outcome'))).toMatch(
    /^1 of 2 sessions are ended: .* Of 1 nobody knows\.$/,
  );
  expect(summaryOf(endingOf())).toBe('There was nothing to end.');
});

it('says up to when all sessions are ended', () => {
  expect(summaryOf(endingOf(USER))).toContain('up to 08:00:00 UTC');
});
