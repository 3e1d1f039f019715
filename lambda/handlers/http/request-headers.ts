/** Headers as REST and WebSocket APIs send them: in the client's spelling, and each in one or both of two places. */
export interface RequestHeaders {
  /** The last value of each. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  /** All values of each. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
}

/**
 * Every value of a header, whatever the spelling of its name.
 *
 * @param name - in lower case
 */
export function headerValues(request: RequestHeaders, name: string): readonly string[] {
  const { headers, multiValueHeaders } = request;
  const isNamed = ([spelling]: [string, unknown]) => spelling.toLowerCase() === name;
  const multiple = Object.entries(multiValueHeaders ?? {}).filter(isNamed);
  const values = multiple.flatMap(([, value]) => value ?? []);
  if (values.length > 0) return values;
  return Object.entries(headers ?? {})
    .filter(isNamed)
    .flatMap(([, value]) => value ?? []);
}
