/** Waits a random while, so that those who were refused together do not come back together. Milliseconds. */
export async function pause(longest: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.max(longest, 0)));
}

/** As above, for a while that grows with the attempts (at most 200 ms). */
export async function pauseAfter(attempt: number): Promise<void> {
  await pause(Math.min(10 * 2 ** attempt, 200));
}
