/** An object of which nothing is known but that it is JSON. */
export type JsonObject = Partial<Record<string, unknown>>;

/**
 * Reads a message that ought to be an object. Any other JSON has no members.
 *
 * @param refuse - throws what a text that is no JSON is, for whoever reads it
 */
export function objectIn(text: string, refuse: (cause: unknown) => never): JsonObject {
  try {
    return Object(JSON.parse(text)) as JsonObject;
  } catch (cause) {
    return refuse(cause);
  }
}
