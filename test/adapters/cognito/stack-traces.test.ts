import { spawnSync } from 'node:child_process';

import { PoolJwtVerifier } from '../../../lambda/adapters/cognito/pool-jwt-verifier';
import { createCognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { withoutStackTraces } from '../../../lambda/adapters/cognito/stack-traces';
import { StandingClock } from '../../support/clock';
import { accessPayload, createSigningKey, KeyServer, POOL, sign } from '../../support/tokens';

const stackOf = () => new Error('traced').stack ?? '';

describe('work without stack traces', () => {
  it('gives what it comes to, and writes no stack meanwhile', () => {
    expect(withoutStackTraces(stackOf)).toBe('Error: traced');
    expect(stackOf()).toMatch(/\n {4}at /);
  });

  it('throws what it throws, and leaves the limit as it was', () => {
    const { stackTraceLimit } = Error;
    const error = new RangeError('no');

    expect(() =>
      withoutStackTraces(() => {
        throw error;
      }),
    ).toThrow(error);
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  });

  it('may be part of such work itself', () => {
    withoutStackTraces(() => {
      withoutStackTraces(stackOf);
      expect(stackOf()).toBe('Error: traced');
    });
    expect(stackOf()).toMatch(/\n {4}at /);
  });

  it('is done as well where the runtime’s own objects are frozen', () => {
    const code = `${String(withoutStackTraces)}; Object.freeze(Error); console.log(withoutStackTraces(() => 'done'));`;

    expect(spawnSync(process.execPath, ['--input-type=module', '--eval', code]).stdout.toString()).toBe('done\n');
  });
});

const [key, other] = [createSigningKey('key-1'), createSigningKey('key-1')];
const keyServer = new KeyServer(key);

afterAll(async () => {
  await keyServer.stop();
});

it('is the verification of a token, of a good one as of a bad one, and nothing after it', async () => {
  const verifier = createCognitoTokenVerifier({
    userPoolId: POOL,
    userPoolClientIds: null,
    acceptedTokenUse: ['access'],
    cognitoEndpoint: await keyServer.start(),
    clock: new StandingClock(0),
  });
  await verifier.initialize();
  const { stackTraceLimit } = Error;
  const limits: number[] = [];
  jest.spyOn(PoolJwtVerifier.prototype, 'getVerifyParameters' as never).mockImplementationOnce(function (
    this: PoolJwtVerifier,
    ...args: unknown[]
  ) {
    limits.push(Error.stackTraceLimit);
    jest.restoreAllMocks();
    return (this as unknown as { getVerifyParameters: (...args: unknown[]) => unknown }).getVerifyParameters(...args);
  } as never);

  for (const [signedBy, genuine] of [
    [key, true],
    [other, false],
  ] as const) {
    const verified = verifier.verify(sign(accessPayload(), signedBy));
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
    await expect(verified).resolves.toMatchObject({ genuine });
    expect(Error.stackTraceLimit).toBe(stackTraceLimit);
  }
  expect(limits).toEqual([0]);
});
