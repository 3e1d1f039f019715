import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { appClientOf } from '../../commands/verify/app-client';
import { connect } from '../../commands/verify/aws/connection';
import { BELIEFS, tryBeliefs } from '../../commands/verify/beliefs/try-beliefs';
import { createLab } from '../../commands/verify/laboratory';
import type { BeliefResult } from '../../commands/verify/result';
import { FakeDeployment } from '../fakes/fake-deployment';

const ROOT = path.join(__dirname, '../..');
const { signal } = new AbortController();
let deployment: FakeDeployment;

beforeAll(async () => {
  deployment = new FakeDeployment();
  await deployment.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: deployment.address,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key-of-the-caller',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-caller',
  });
});

afterAll(() => deployment.stop());

/** What is seen as if it were AWS that answered. */
async function seenOnAws(keysStatus: number): Promise<ReadonlyMap<string, BeliefResult>> {
  const aws = await connect();
  const target = {
    stack: 'Theirs',
    userPoolId: 'us-east-1_Example',
    clientId: 'client1',
    signOutApi: deployment.address,
    http: `${deployment.address}/session`,
  };
  const users = ['user', 'stranger'].map((username) => ({ ...deployment.addUser(username), password: '' }));
  const [user, stranger] = users as [(typeof users)[0], (typeof users)[0]];
  const client = appClientOf(deployment.client);
  const lab = createLab({ aws, target, pool: {}, client, revocationDelay: 0, signal }, user, stranger);
  const results = new Map<string, BeliefResult>();
  const ask: typeof lab.ask = (url) => {
    expect(url).toBe('https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_Example/.well-known/jwks.json');
    return Promise.resolve({ status: keysStatus, told: String(keysStatus), headers: new Headers(), text: '', took: 1 });
  };
  for await (const result of tryBeliefs({ ...lab, uses: ['access', 'id'], ask }, false)) results.set(result.id, result);
  return results;
}

describe('what is believed of AWS', () => {
  it('has an id of its own for each belief, and says where it is from', () => {
    expect(new Set(BELIEFS.map(({ id }) => id)).size).toBe(BELIEFS.length);
    for (const { source } of BELIEFS) {
      const file = /^docs\/[\w/.-]+\.md/.exec(source)?.[0];
      if (file === undefined) expect(source).toMatch(/^https:\/\//);
      else expect(readFileSync(path.join(ROOT, file), 'utf8')).not.toBe('');
    }
  });

  it('holds or differs on AWS, by what was seen', async () => {
    const seen = await seenOnAws(403);

    expect(seen.size).toBe(BELIEFS.length);
    // The fake answers as AWS is believed to, but for its refresh tokens, and its sign-out API has no preflight.
    const differs = [...seen.values()].filter(({ verdict }) => verdict === 'differs').map(({ id }) => id);
    expect(differs).toEqual(['http-preflight']);
    for (const id of [
      'http-401',
      'http-www-authenticate',
      'refresh-keeps',
      'revoke-ends',
      'global-second',
      'updated-issuer',
    ]) {
      expect([id, seen.get(id)?.verdict]).toEqual([id, 'holds']);
    }
    expect(seen.get('rest-401')).toMatchObject({ verdict: 'not tried', seen: 'The stack has no REST API.' });
    expect(seen.get('cookie-auth-time')).toMatchObject({ verdict: 'not tried', took: 0 });
    expect(seen.get('rotation-keeps')?.seen).toContain('does not rotate');

    expect((await seenOnAws(200)).get('updated-issuer')).toMatchObject({ verdict: 'differs', seen: '200' });
  }, 60_000);
});

it('docs/verify.md names every permission that verify takes', () => {
  const folder = path.join(ROOT, 'commands/verify');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const text = files.map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
  const calls = new Set([...text.matchAll(/\bnew (\w+)Command\(/g)].map(([, call = '']) => call));
  // Those that anybody may call, for they take no signature.
  const open = [
    'InitiateAuth',
    'RespondToAuthChallenge',
    'GetTokensFromRefreshToken',
    'GetUser',
    'GlobalSignOut',
    'RevokeToken',
  ];
  const needed = [...calls].filter((call) => !open.includes(call));
  const [, policy = ''] = /```json\n([^]*?)```/.exec(readFileSync(path.join(ROOT, 'docs/verify.md'), 'utf8')) ?? [];
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string | string[] }[] };
  const granted = Statement.flatMap(({ Action }) => Action).map((action) => action.split(':')[1]);

  expect(needed.length).toBeGreaterThan(5);
  expect(granted.sort()).toEqual([...needed, 'ListUsers', 'Invoke'].sort());
});
