import type { CredentialsProvider, ServiceCredentials } from '../../verify';
import { createCurrentCredentials } from '../../verify/credentials/current-credentials';
import { StandingClock } from '../support/clock';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

/** A provider that gives one after the other, each good for an hour unless said otherwise. */
function current(expiresIn: number | null = 60 * MINUTE) {
  const clock = new StandingClock(NOW);
  const state = { clock, asked: 0, fault: undefined as Error | undefined };
  const provider: CredentialsProvider = async () => {
    state.asked++;
    await new Promise(setImmediate);
    if (state.fault !== undefined) throw state.fault;
    const expiration = expiresIn === null ? undefined : new Date(clock.time + expiresIn);
    return { accessKeyId: `id-${String(state.asked)}`, secretAccessKey: 'secret', expiration };
  };
  const credentials = createCurrentCredentials(provider, clock);
  const at = async (time: number) => {
    clock.time = NOW + time;
    await credentials.ready();
    const { accessKeyId } = credentials.current();
    for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
    return accessKeyId;
  };
  return { state, credentials, at };
}

describe('credentials', () => {
  it('are asked for once by all who wait', async () => {
    const { state, credentials } = current();
    await Promise.all([credentials.ready(), credentials.ready(), credentials.ready()]);

    expect(state.asked).toBe(1);
    expect(credentials.current()).toEqual({ accessKeyId: 'id-1', secretAccessKey: 'secret', sessionToken: undefined });
  });

  it('serve until 5 minutes before they expire; then new ones are got while nobody waits', async () => {
    const { state, at } = current();
    await at(0);

    expect(await at(54 * MINUTE)).toBe('id-1');
    expect(state.asked).toBe(1);
    expect(await at(55 * MINUTE)).toBe('id-1');
    expect(await at(55 * MINUTE)).toBe('id-2');
    expect(state.asked).toBe(2);
  });

  it('are waited for if they expire in 10 s', async () => {
    const { at } = current();
    await at(0);

    expect(await at(60 * MINUTE - 10_000)).toBe('id-2');
  });

  it('serve on if no new ones can be got, which is tried again after 10 s', async () => {
    const { state, at } = current();
    await at(0);
    state.fault = new Error('down');

    expect(await at(55 * MINUTE)).toBe('id-1');
    expect(await at(55 * MINUTE + 9_999)).toBe('id-1');
    expect(state.asked).toBe(2);
    expect(await at(55 * MINUTE + 10_000)).toBe('id-1');
    expect(state.asked).toBe(3);
  });

  it('that do not say when they expire are asked for again after a minute, while nobody waits', async () => {
    const { state, at } = current(null);
    await at(0);

    expect(await at(MINUTE - 1)).toBe('id-1');
    expect(state.asked).toBe(1);
    expect(await at(MINUTE)).toBe('id-1');
    expect(await at(MINUTE)).toBe('id-2');
  });

  it('that can’t be had are a fault, with its cause, and asked for again by the next request', async () => {
    const { state, credentials } = current();
    state.fault = new Error('down');
    await expect(credentials.ready()).rejects.toMatchObject({ code: 'credentials_unavailable', cause: state.fault });
    state.fault = undefined;

    await credentials.ready();
    expect(state.asked).toBe(2);
  });

  it('that are none are a fault', async () => {
    const provider = (() => ({ accessKeyId: 'id' })) as unknown as () => ServiceCredentials;

    await expect(createCurrentCredentials(provider, new StandingClock(NOW)).ready()).rejects.toMatchObject({
      code: 'credentials_unavailable',
      cause: { message: 'the option `credentials` gave no accessKeyId or no secretAccessKey' },
    });
  });

  it('are not waited for any longer than 5 s', async () => {
    jest.useFakeTimers();
    const waiting = createCurrentCredentials(() => new Promise(() => undefined), new StandingClock(NOW)).ready();
    const settled = expect(waiting).rejects.toMatchObject({ cause: { message: 'no credentials in 5000 ms' } });
    await jest.advanceTimersByTimeAsync(5000);
    jest.useRealTimers();

    await settled;
  });

  it('are asked for anew after that: a provider that never answered does not stand in the way, nor one that answers late', async () => {
    jest.useFakeTimers();
    const answers: ((id: string) => void)[] = [];
    const provider = () =>
      new Promise<ServiceCredentials>((resolve) =>
        answers.push((accessKeyId) => {
          resolve({ accessKeyId, secretAccessKey: 'secret' });
        }),
      );
    const credentials = createCurrentCredentials(provider, new StandingClock(NOW));
    const first = expect(credentials.ready()).rejects.toMatchObject({ code: 'credentials_unavailable' });
    await jest.advanceTimersByTimeAsync(5000);
    await first;
    const second = credentials.ready();
    answers[1]?.('second');
    await second;
    answers[0]?.('first');
    await jest.advanceTimersByTimeAsync(0);
    jest.useRealTimers();

    expect(answers).toHaveLength(2);
    expect(credentials.current().accessKeyId).toBe('second');
  });
});
