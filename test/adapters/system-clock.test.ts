import { systemClock } from '../../lambda/adapters/system-clock';

describe('the system clock', () => {
  it('waits until the time has come, and not less', async () => {
    for (const wait of [1, 5, 20]) {
      const time = systemClock.now() + wait;
      await systemClock.waitUntil(time);
      expect(systemClock.now()).toBeGreaterThanOrEqual(time);
    }
  });

  it('does not wait for what has passed', async () => {
    jest.useFakeTimers();
    await systemClock.waitUntil(systemClock.now());
    await systemClock.waitUntil(0);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('looks again if the clock was set back meanwhile', async () => {
    jest.useFakeTimers();
    const start = Date.now();
    let isDone = false;
    const waiting = systemClock.waitUntil(start + 1000).then(() => {
      isDone = true;
    });
    await jest.advanceTimersByTimeAsync(500);
    jest.setSystemTime(start);
    await jest.advanceTimersByTimeAsync(500);
    expect(isDone).toBe(false);
    await jest.advanceTimersByTimeAsync(500);
    expect(isDone).toBe(true);
    await waiting;
    jest.useRealTimers();
  });
});
