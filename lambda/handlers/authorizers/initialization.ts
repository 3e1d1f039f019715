/** Milliseconds. Keys and a connection take a tenth of it; Lambda's own limit is 10 s. */
const TIME_LIMIT = 3000;

/**
 * Does what the first request would have to do otherwise, as far as it can be done in time: Lambda gives a function its
 * full processor while it initializes, and a share of one, by its memory, afterwards.
 * A step that fails or takes too long is the first request's again, which tells the operators if it fails there too.
 *
 * @param timeLimit - milliseconds
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
export async function initialization(
  steps: readonly (() => Promise<unknown>)[],
  timeLimit: number = TIME_LIMIT,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise((resolve) => (timer = setTimeout(resolve, timeLimit)));
  await Promise.race([Promise.allSettled(steps.map((step) => step())), timeIsUp]);
  clearTimeout(timer);
}
