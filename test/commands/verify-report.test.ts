import { exitCodeOf, headOf, jsonOf, linesOf, summaryOf, type Report } from '../../commands/verify/report';
import type { BeliefResult, PromiseResult, Result } from '../../commands/verify/result';

const NOBODY = { made: 2, removed: 2, left: [] };
const promise = (verdict: PromiseResult['verdict'], more: Partial<PromiseResult> = {}): PromiseResult => ({
  kind: 'promise',
  subject: 'POST /sign-out, local',
  id: 'local/rest-api',
  place: 'REST API',
  expected: 'phone out',
  seen: 'phone out',
  verdict,
  took: 12,
  at: '2027-01-15T08:00:01.000Z',
  ...more,
});
const belief = (verdict: BeliefResult['verdict'], seen = '401'): BeliefResult => ({
  ...promise('kept', { expected: '401', seen }),
  kind: 'belief',
  subject: 'API Gateway',
  verdict,
  source: 'https://example.com',
});
const report = (results: readonly Result[], more: Partial<Report> = {}): Report => ({
  version: '1.2.3',
  stackVersion: '1.2.3',
  region: 'us-east-1',
  emulator: null,
  target: { stack: 'Theirs', userPoolId: 'p', clientId: 'c', signOutApi: 'https://x', http: 'https://x/session' },
  startedAt: '2027-01-15T08:00:00.000Z',
  endedAt: '2027-01-15T08:01:00.000Z',
  results,
  users: NOBODY,
  failure: null,
  ...more,
});
const FAILURE = { code: 'interrupted', message: 'It was interrupted.' } as const;

describe('the exit code', () => {
  it.each([
    ['every promise is kept', [promise('kept')], {}, 0],
    ['some could not be run', [promise('kept'), promise('not run')], {}, 0],
    ['AWS is not as believed: that breaks no promise', [promise('kept'), belief('differs')], {}, 0],
    ['one is broken', [promise('kept'), promise('broken')], {}, 1],
    ['one is broken, before it was interrupted', [promise('broken')], { failure: FAILURE }, 1],
    ['it was interrupted', [promise('kept')], { failure: FAILURE }, 3],
    ['a user is left', [promise('kept')], { users: { made: 2, removed: 1, left: ['x'] } }, 3],
    ['nothing was tried', [promise('not run'), belief('holds')], {}, 3],
  ] as const)('where %s', (_, results, more, code) => {
    expect(exitCodeOf(report(results, more))).toBe(code);
  });
});

describe('the report for people', () => {
  it('begins with the gateways, also those that it is not told of', () => {
    const { target } = report([]);

    expect(headOf({ ...target, webSocket: 'wss://x/v1' }).split('\n')).toEqual([
      'Verifying Theirs: user pool p, app client c',
      '  HTTP API       https://x/session',
      '  REST API       not verified: no output names one, and no option',
      '  AppSync        not verified: no output names one, and no option',
      '  WebSocket API  wss://x/v1',
    ]);
  });

  it('has a heading with a time for each subject, and tells what was seen where that is more', () => {
    expect(linesOf(promise('kept'), undefined)).toBe(
      '\nPOST /sign-out, local  [08:00:01 UTC]\n  ✓ kept    REST API                   12 ms  phone out',
    );
    expect(linesOf(promise('broken', { seen: 'phone: 200', took: 0 }), promise('kept'))).toBe(
      '  ✗ broken  REST API                          phone out\n      seen: phone: 200',
    );
    expect(linesOf(belief('not tried', 'It takes a browser.'), promise('kept'))).toBe(
      '\nAPI Gateway  [08:00:01 UTC]\n  - not tried      REST API                   12 ms  401\n      why: It takes a browser.',
    );
  });

  it('sums up, and says what was left alone', () => {
    const text = summaryOf(
      report([promise('kept'), promise('kept'), promise('not run'), belief('holds'), belief('differs')]),
    );

    expect(text.split('\n')).toEqual([
      '',
      'Promises: 2 kept, 1 not run.',
      'Beliefs about AWS: 1 holds, 1 differs.',
      'Left alone: sign-outs of an app client, and of the whole user pool. They would sign out your users.',
      'Users: 2 made, 2 removed.',
      '',
      'Every promise that was tried is kept.',
    ]);
  });

  it('says so where a promise is broken, where it was an emulator, where it ended early, and who is left', () => {
    const users = { made: 2, removed: 1, left: ['cognito-sign-out-verify-x'] };
    const text = summaryOf(report([promise('broken')], { users, emulator: 'localhost', failure: FAILURE }));

    expect(text).toContain('Beliefs about AWS: none.');
    expect(text).toContain('LEFT: cognito-sign-out-verify-x. Remove them with --clean-up');
    expect(text).toContain('This was an emulator (localhost), and not AWS');
    expect(text).toContain('Not all was tried: It was interrupted.');
    expect(text).toMatch(/A promise is BROKEN: see ✗ above\.$/);
    expect(summaryOf(report([], { failure: FAILURE }))).toMatch(/It could NOT be verified\.$/);
  });
});

it('the report for programs has everything, counts and exit code included', () => {
  const written = report([promise('kept'), belief('not shown here')]);

  expect(JSON.parse(jsonOf(written))).toEqual({
    ...written,
    leftAlone: expect.stringContaining('They would sign out your users.') as string,
    counts: { kept: 1, broken: 0, 'not run': 0, holds: 0, differs: 0, 'not shown here': 1, 'not tried': 0 },
    exitCode: 0,
  });
});
