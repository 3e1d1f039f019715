import { PassThrough } from 'node:stream';

import { signOutByAdmin } from '../../commands/sign-out/sign-out';
import type { Target } from '../../commands/sign-out/target';
import { askLine } from '../../commands/sign-out/terminal';

const ANSWER = {
  status: 200,
  body: { outcome: 'complete', signedOutAt: 1_800_000_000, unfinished: [] },
  errorType: '',
  retryAfter: undefined,
};
const CLIENT: Target = { clientId: '1example23456789' };
const POOL: Target = { userPool: true };

/** Signs out where a person types this; undefined for the end of the input. */
async function signOut(target: Target, typed: string | undefined, yes = false) {
  const events: string[] = [];
  const outcome = await signOutByAdmin(
    { target, reason: 'breach', yes, api: { stack: 'CognitoSignOut' } },
    {
      open: (api) =>
        Promise.resolve({
          address: `https://${'stack' in api ? api.stack : ''}.example`,
          post: () => {
            events.push('signed out');
            return Promise.resolve(ANSWER);
          },
        }),
      ask: (question) => {
        events.push(question);
        return Promise.resolve(typed);
      },
      print: (text) => events.push(text),
    },
  ).catch((error: unknown) => error);
  return { outcome, events };
}

describe('before more than one user is signed out', () => {
  it.each([
    [CLIENT, '1example23456789', 'everybody who signed in with the app client 1example23456789'],
    [POOL, 'everybody', 'everybody in the user pool'],
  ])('a person has to type it: %j', async (target, typed, whom) => {
    const { outcome, events } = await signOut(target, ` ${typed}`);

    expect(outcome).toBe(true);
    expect(events.slice(0, 4)).toEqual([
      `Signing out:  ${whom}\nAt:           https://CognitoSignOut.example\nReason:       "breach"\n`,
      `To go on, type ${typed}: `,
      expect.stringContaining('about 5 s'),
      'signed out',
    ]);
  });

  it.each([
    [CLIENT, 'yes'],
    [CLIENT, '1example2345678'],
    [CLIENT, ''],
    [CLIENT, undefined],
    [POOL, 'y'],
    [POOL, 'Everybody'],
    [POOL, ''],
    [POOL, undefined],
  ])('and nothing else: %j %p', async (target, typed) => {
    const { outcome, events } = await signOut(target, typed);

    expect(outcome).toMatchObject({ code: 'not_confirmed', message: 'Nobody was signed out.' });
    expect(events).not.toContain('signed out');
  });

  it.each([CLIENT, POOL])('nobody is asked with --yes: %j', async (target) => {
    const { events } = await signOut(target, undefined, true);

    expect(events).toContain('signed out');
    expect(events.join()).not.toContain('To go on');
  });
});

it.each([{ username: 'alice' }, { sub: '5e0c1f6a' }])(
  'one user is signed out without a question: %j',
  async (target) => {
    const { outcome, events } = await signOut(target, undefined);

    expect(outcome).toBe(true);
    expect(events.join()).not.toContain('To go on');
  },
);

describe('a question on a terminal', () => {
  it.each([
    ['a line', 'everybody\nmore\n', 'everybody'],
    ['an empty line', '\n', ''],
    ['nothing', '', undefined],
  ])('is answered with %s', async (_, typed, answer) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);

    expect(await askLine('Sure? ', input, output)).toBe(answer);
    expect(String(output.read())).toContain('Sure? ');
  });
});
