import { MAX_WIDE_CUT_OFF_AGE } from '../../../lambda/core/revocation/cut-off';
import { twoRegions } from '../../support/two-regions';

describe('sign-outs at home, with a replica in another Region', () => {
  it('of everybody hold there 5 s after the arrival, and not always sooner', async () => {
    const { clock, home, replica, isAcceptedAway, signEverybodyOut } = twoRegions();
    await signEverybodyOut();
    await expect(isAcceptedAway('a')).resolves.toBe(true);
    for (const change of home.changes) replica.apply(change);

    await expect(isAcceptedAway('a')).resolves.toBe(true);
    clock.time += MAX_WIDE_CUT_OFF_AGE;
    await expect(isAcceptedAway('a')).resolves.toBe(false);
  });

  it('are not there before they have arrived', async () => {
    const { home, replica, isAcceptedHere, isAcceptedAway, signOut } = twoRegions();
    await signOut('a', 'global');

    await expect(isAcceptedHere('a')).resolves.toBe(false);
    await expect(isAcceptedAway('a')).resolves.toBe(true);
    for (const change of home.changes) replica.apply(change);
    await expect(isAcceptedAway('a')).resolves.toBe(false);
  });

  it('rest on a replication that never goes back to an earlier version', async () => {
    const { home, replica, isAcceptedAway, signOut } = twoRegions();
    await signOut('a', 'others');
    await signOut('a', 'global');
    const [others, global] = home.changes;
    if (others === undefined || global === undefined) throw new Error('both sign-outs write the user’s item');
    replica.apply(global);
    replica.apply(others);

    await expect(isAcceptedAway('a')).resolves.toBe(false);
    replica.goBackTo(others);
    await expect(isAcceptedAway('a')).resolves.toBe(true);
  });
});
