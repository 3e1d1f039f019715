/** What is read of an HTTP API's request (payload format 2.0). */
export interface RequestBody {
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** Bytes that a caller may send at most, where Cognito sets no other limit. */
const MAX_BODY_SIZE = 10 * 1024;

/** The bytes that came. HTTP APIs encode forms, and JSON under another name than `application/json`. */
export function bytesOf({ body, isBase64Encoded }: RequestBody): Buffer {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

/** What was read of a body, or what is wrong with it. */
export type ReadBody<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly description: string };

/** A JSON body; no body stands for `{}`. `Content-Type` does not matter. */
export function readJson(request: RequestBody): ReadBody<unknown> {
  const bytes = bytesOf(request);
  if (bytes.length > MAX_BODY_SIZE) return TOO_LARGE;
  if (bytes.length === 0) return { ok: true, value: {} };
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) as unknown };
  } catch {
    return { ok: false, description: 'the body must be JSON' };
  }
}

/**
 * A form, of which no parameter may come twice. Unknown parameters are for the caller to ignore.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.2
 */
export function readForm(request: RequestBody): ReadBody<ReadonlyMap<string, string>> {
  const bytes = bytesOf(request);
  return bytes.length > MAX_BODY_SIZE ? TOO_LARGE : parametersIn(bytes.toString('utf8'));
}

/** What is in the query, and in the form of a POST: together, as {@link readForm}. */
export function readParameters(
  request: RequestBody & { readonly rawQueryString: string },
): ReadBody<ReadonlyMap<string, string>> {
  const bytes = bytesOf(request);
  return bytes.length > MAX_BODY_SIZE ? TOO_LARGE : parametersIn(`${request.rawQueryString}&${bytes.toString('utf8')}`);
}

function parametersIn(text: string): ReadBody<ReadonlyMap<string, string>> {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (parameters.has(name)) return { ok: false, description: 'a parameter must not be repeated' };
    // RFC 6749 §3.2: a parameter without a value is as if it were not there.
    if (value !== '') parameters.set(name, value);
  }
  return { ok: true, value: parameters };
}

const TOO_LARGE = { ok: false, description: 'the body must not be over 10 KB' } as const;
