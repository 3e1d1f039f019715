import { createPace } from '../../../lambda/core/connections/pace';
import { StandingClock } from '../../support/clock';

describe('turns', () => {
  it('are no closer than the interval, and the first is at once', async () => {
    const clock = new StandingClock(1000);
    const turn = createPace(clock, 50);

    await turn();
    await turn();
    await turn();

    expect(clock.waits).toEqual([1000, 1050, 1100]);
  });

  it('are not saved up: after a rest the next is at once, and the one after that waits', async () => {
    const clock = new StandingClock(1000);
    const turn = createPace(clock, 50);
    await turn();
    clock.time = 9000;

    await turn();
    await turn();

    expect(clock.waits).toEqual([1000, 9000, 9050]);
  });

  it('that are asked for at once are given out one by one', async () => {
    const clock = new StandingClock(1000);
    const turn = createPace({ now: () => 1000, steady: () => 1000, waitUntil: clock.waitUntil }, 50);

    await Promise.all([turn(), turn(), turn()]);

    expect(clock.waits).toEqual([1000, 1050, 1100]);
  });
});
