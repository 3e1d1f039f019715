import { ServiceError } from '../../../lambda/adapters/aws/json-answer';
import { tryAgain, type RetryPolicy } from '../../../lambda/adapters/aws/retries';

const POLICY: RetryPolicy = { attemptTimeout: 1000, deadline: 5000, maxAttempts: 3, firstPause: 1 };

it('makes no error where there is none: its stack takes longer to write down than a decision can spare', async () => {
  const made = jest.spyOn(globalThis, 'Error');
  await expect(tryAgain(() => Promise.resolve('done'), POLICY)).resolves.toBe('done');

  expect(made).not.toHaveBeenCalled();
  made.mockRestore();
});

it('throws what the last attempt came to, and nothing of an earlier one', async () => {
  const fault = new ServiceError('DynamoDB', 'InternalServerError', 500);
  const failing = () => Promise.reject(fault);
  const undone = () => Promise.resolve(undefined);
  const inTurn =
    (...attempts: (() => Promise<undefined>)[]) =>
    () =>
      (attempts.shift() ?? undone)();

  await expect(tryAgain(inTurn(undone, undone, failing), POLICY)).rejects.toBe(fault);
  await expect(tryAgain(inTurn(failing, failing, undone), POLICY)).rejects.toThrow('left undone');
});

it('says so if every attempt left something to do', async () => {
  const attempt = jest.fn(() => Promise.resolve(undefined));

  await expect(tryAgain(attempt, POLICY)).rejects.toThrow('something was left undone');
  expect(attempt).toHaveBeenCalledTimes(3);
});
