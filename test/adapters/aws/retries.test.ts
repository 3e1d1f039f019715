import { tryAgain, type RetryPolicy } from '../../../lambda/adapters/aws/retries';

const POLICY: RetryPolicy = { attemptTimeout: 1000, deadline: 5000, maxAttempts: 3, firstPause: 1 };

it('makes no error where there is none: its stack takes longer to write down than a decision can spare', async () => {
  const made = jest.spyOn(globalThis, 'Error');
  await expect(tryAgain(() => Promise.resolve('done'), POLICY)).resolves.toBe('done');

  expect(made).not.toHaveBeenCalled();
  made.mockRestore();
});

it('says so if every attempt left something to do', async () => {
  const attempt = jest.fn(() => Promise.resolve(undefined));

  await expect(tryAgain(attempt, POLICY)).rejects.toThrow('something was left undone');
  expect(attempt).toHaveBeenCalledTimes(3);
});
