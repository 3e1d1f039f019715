import type { RevocationKey } from '../../../lambda/core/revocation/revocation-key';
import { NOBODY } from '../../../lambda/core/token/nobody';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { createAppSyncAuthorizer } from '../../../lambda/handlers/authorizers/appsync-authorizer';
import { createHttpAuthorizer } from '../../../lambda/handlers/authorizers/http-authorizer';
import { rehearse, type CreateHandler } from '../../../lambda/handlers/authorizers/rehearsal';
import { createRestAuthorizer } from '../../../lambda/handlers/authorizers/rest-authorizer';
import { createWebSocketAuthorizer } from '../../../lambda/handlers/authorizers/websocket-authorizer';
import { StandingClock } from '../../support/clock';
import { CLIENT, POOL } from '../../support/tokens';

const NOBODYS = { sub: NOBODY, sessionId: NOBODY, clientId: CLIENT };
const WIDE = [`${POOL}#client#${CLIENT}`, `${POOL}#pool#${POOL}`];

function rehearsal() {
  const reads: (readonly RevocationKey[])[] = [];
  const clock = new StandingClock(1_800_000_000_000);
  const find = (keys: readonly RevocationKey[]) => {
    reads.push(keys);
    return Promise.resolve([]);
  };
  const findRevocations = createRevocationLookup({ find }, clock);
  return { reads, dependencies: { findRevocations, clock, userPoolId: POOL, clientId: CLIENT } };
}

const AUTHORIZERS: readonly (readonly [name: string, create: CreateHandler, answer: object])[] = [
  ['HTTP', createHttpAuthorizer, { isAuthorized: true, context: expect.objectContaining(NOBODYS) as unknown }],
  ['REST', createRestAuthorizer, { principalId: NOBODY, context: expect.objectContaining(NOBODYS) as unknown }],
  [
    'AppSync',
    createAppSyncAuthorizer,
    { isAuthorized: true, resolverContext: expect.objectContaining(NOBODYS) as unknown },
  ],
  [
    'WebSocket',
    (dependencies) => createWebSocketAuthorizer({ ...dependencies, allowQueryToken: false }),
    { principalId: NOBODY, context: expect.objectContaining(NOBODYS) as unknown },
  ],
];

describe.each(AUTHORIZERS)('the rehearsal of the %s authorizer', (_, create, answer) => {
  it('goes the whole way from the event to the answer, for nobody, and leaves the next request less to read', async () => {
    const { reads, dependencies } = rehearsal();
    const answers: unknown[] = [];
    await rehearse(dependencies, (rehearsed) => {
      const handler = create(rehearsed);
      return async (event: never) => answers.push(await handler(event));
    });

    expect(answers).toEqual(Array.from({ length: 3 }, () => expect.objectContaining(answer) as unknown));
    const nobody = [`${POOL}#session#${NOBODY}`, `${POOL}#user#${NOBODY}`];
    expect(reads).toEqual([[...nobody, ...WIDE], nobody, nobody]);
    await dependencies.findRevocations({
      userPoolId: POOL,
      clientId: CLIENT,
      sub: 'user-1',
      session: { kind: 'session', id: 'session-1' },
    });
    expect(reads.at(-1)).toEqual([`${POOL}#session#session-1`, `${POOL}#user#user-1`]);
  });

  it('fails if the table can not be read, so that nothing counts as read, and tells nobody', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { dependencies } = rehearsal();
    const findRevocations = () => Promise.reject(new Error('no'));

    await expect(rehearse({ ...dependencies, findRevocations }, create)).rejects.toThrow(
      'The token could not be decided on',
    );
    expect(write).not.toHaveBeenCalled();
    write.mockRestore();
  });

  it('goes all the way as well where everybody has been signed out', async () => {
    const { dependencies } = rehearsal();
    const key = `${POOL}#pool#${POOL}`;
    const tokensValidAfter = Math.floor(dependencies.clock.now() / 1000);
    const cutOff = { kind: 'pool', key, expiresAt: 9_999_999_999, tokensValidAfter } as const;
    const answers: unknown[] = [];
    const findRevocations = () => Promise.resolve([cutOff]);
    await rehearse({ ...dependencies, findRevocations }, (rehearsed) => {
      const handler = create(rehearsed);
      return async (event: never) => answers.push(await handler(event));
    });

    expect(answers).toEqual(Array.from({ length: 3 }, () => expect.objectContaining(answer) as unknown));
  });
});
