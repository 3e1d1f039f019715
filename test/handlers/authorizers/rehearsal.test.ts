import type { RevocationKey } from '../../../lambda/core/revocation/revocation-key';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { rehearse } from '../../../lambda/handlers/authorizers/rehearsal';
import { StandingClock } from '../../support/clock';
import { CLIENT, POOL } from '../../support/tokens';

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

it('goes the whole way of a decision, for nobody, and leaves the next request less to read', async () => {
  const { reads, dependencies } = rehearsal();
  await rehearse(dependencies);

  const nobody = [`${POOL}#session#initialization`, `${POOL}#user#initialization`];
  expect(reads).toEqual([[...nobody, ...WIDE], nobody, nobody]);
  await dependencies.findRevocations({
    userPoolId: POOL,
    clientId: CLIENT,
    sub: 'user-1',
    session: { kind: 'session', id: 'session-1' },
  });
  expect(reads.at(-1)).toEqual([`${POOL}#session#session-1`, `${POOL}#user#user-1`]);
});

it('fails if the table can not be read, so that nothing counts as read', async () => {
  const { dependencies } = rehearsal();
  const findRevocations = () => Promise.reject(new Error('no'));

  await expect(rehearse({ ...dependencies, findRevocations })).rejects.toThrow('no');
});
