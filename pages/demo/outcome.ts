/** What a sign-out came to: the outcome, or the error, and what of it is unfinished, in words. */
export async function outcomeOf(response: Response): Promise<string> {
  const { outcome, unfinished, error } = (await response.json()) as {
    readonly outcome?: string;
    readonly unfinished?: readonly string[];
    readonly error?: string;
  };
  const words = outcome ?? error ?? `HTTP ${String(response.status)}`;
  return unfinished === undefined || unfinished.length === 0
    ? words
    : `${words} (unfinished: ${unfinished.join(', ')})`;
}
