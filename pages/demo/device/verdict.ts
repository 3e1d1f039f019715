/** What a gateway says to a token: `failed` is a fault, and neither. */
export type Verdict = 'accepted' | 'rejected' | 'failed';

/** What a call came to. */
export interface Call {
  readonly verdict: Verdict;
  /** What there is to say about it: of a call its status, such as `200`; of a connection how it stands, such as `Closed`. */
  readonly detail: string;
  /** Milliseconds. */
  readonly took: number;
}

/** What an HTTP status says of the token: 401, and 403 where an HTTP API caches verdicts. */
export function verdictOf(status: number): Verdict {
  if (status === 200) return 'accepted';
  return status === 401 || status === 403 ? 'rejected' : 'failed';
}
