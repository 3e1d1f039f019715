/** What a route answers, as JSON. */
export interface Answer {
  /** HTTP's. */
  readonly status: number;
  /** Anything that JSON can say. */
  readonly body: unknown;
}

/** A refusal, in the form that all of this project's answers have. */
export function refusal(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}

/**
 * What a page asks of its server: `POST` with a body of JSON, for such a request always bears its `Origin`.
 *
 * @param body - what the page has sent; undefined if that was nothing
 * @param signal - aborted when nobody waits for the answer any more
 */
export type Route = (body: unknown, signal: AbortSignal) => Promise<Answer>;
