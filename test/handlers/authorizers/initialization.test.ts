import { initialization } from '../../../lambda/handlers/authorizers/initialization';

describe('the initialization', () => {
  it('waits for its steps, which it takes at once', async () => {
    const taken: string[] = [];
    const step = (name: string) => async () => {
      taken.push(`begin ${name}`);
      await new Promise((resolve) => setImmediate(resolve));
      taken.push(`end ${name}`);
    };

    await initialization([step('keys'), step('table')]);

    expect(taken).toEqual(['begin keys', 'begin table', 'end keys', 'end table']);
  });

  it('never fails', async () => {
    const others: string[] = [];
    const failing = () => Promise.reject(new Error('no'));
    const other = () => Promise.resolve(others.push('done'));

    await expect(initialization([failing, other])).resolves.toBeUndefined();
    expect(others).toEqual(['done']);
  });

  it('ends when its time is up', async () => {
    await expect(initialization([() => new Promise(() => undefined)], 1)).resolves.toBeUndefined();
  });
});
