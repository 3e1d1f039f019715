import { EverySecond } from '../../pages/demo/device/every-second';

let done: (() => void)[];
let timer: EverySecond;

beforeEach(() => {
  jest.useFakeTimers();
  done = [];
  timer = new EverySecond(
    () =>
      new Promise((resolve) => {
        done.push(resolve);
      }),
  );
});

afterEach(() => {
  timer.end();
  jest.useRealTimers();
});

/** Lets the action that is under way end. */
async function finish(): Promise<void> {
  done.at(-1)?.();
  await jest.advanceTimersByTimeAsync(0);
}

describe('what is done every second', () => {
  it('is done a second after it began, and not at all before it is asked for', async () => {
    await jest.advanceTimersByTimeAsync(5000);
    expect(done).toHaveLength(0);
    timer.now();
    await jest.advanceTimersByTimeAsync(300);
    await finish();

    await jest.advanceTimersByTimeAsync(699);
    expect(done).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(done).toHaveLength(2);
  });

  it('is never done twice at once, however long it takes', async () => {
    timer.now();
    await jest.advanceTimersByTimeAsync(5000);

    expect(done).toHaveLength(1);
    await finish();
    expect(done).toHaveLength(2);
  });

  it('is done at once if asked for, and once more if that was under way', async () => {
    timer.now();
    await finish();
    timer.now();
    expect(done).toHaveLength(2);

    timer.now();
    timer.now();
    expect(done).toHaveLength(2);
    await finish();
    expect(done).toHaveLength(3);
    await finish();
    expect(done).toHaveLength(3);
  });

  it('is not done again once it has ended', async () => {
    timer.now();
    timer.now();
    timer.end();
    await finish();
    timer.now();
    await jest.advanceTimersByTimeAsync(5000);

    expect(done).toHaveLength(1);
  });
});
