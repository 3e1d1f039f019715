import { membersOf } from '../gateways/http';
import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import { TrialReport } from './promise-result';

/** What services behind no gateway are told (RFC 7662). */
export async function* runIntrospection(lab: Lab): AsyncGenerator<PromiseResult> {
  const report = new TrialReport({ id: 'introspection', subject: 'POST /oauth2/introspect' }, lab.now);
  const { uses } = lab;
  const expected = 'active; after the sign-out inactive';
  const tokens = await lab.sessions.signIn(lab.user);
  const introspect = async () => {
    const answers = [];
    for (const use of uses) answers.push(await lab.api.introspect(tokens[use]));
    return answers;
  };
  const before = await introspect();
  if (before.some(({ status }) => status === 403)) {
    const why = '403: the credentials lack execute-api:Invoke on POST/oauth2/introspect';
    yield report.notRun('introspection', expected, why);
    return;
  }
  const { told, status } = await lab.api.signOut(tokens[uses[0] ?? 'access'], { scope: 'local' });
  const after = await introspect();
  const unexpected = [
    ...before
      .filter(({ text }) => membersOf(text)['active'] !== true)
      .map((answer) => `before: ${answer.told}, not active`),
    ...(status === 200 ? [] : [`the sign-out was answered ${told}`]),
    ...after
      .filter((answer) => answer.status !== 200 || membersOf(answer.text)['active'] !== false)
      .map((answer) => `after: ${answer.told}, not inactive`),
  ];
  yield report.judged('introspection', expected, unexpected, Math.max(...after.map(({ took }) => took)));
}
