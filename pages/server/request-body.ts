import type { IncomingMessage } from 'node:http';

import { refusal, type Answer } from './answer';

/** Bytes. */
const MAX_BODY = 16 * 1024;

/** What came with a request, or why it can't be taken in. */
export type RequestBody = { readonly body: unknown } | { readonly refused: Answer };

/** Reads the body of a request: JSON, or nothing. */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const type = request.headers['content-type'] ?? '';
  // Anything else a page of any other origin may send without asking.
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    return refused(415, 'wrong_content_type', 'the header Content-Type must be application/json');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Whoever has sent too much is still to be told so.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return refused(413, 'too_large', `a body may have ${String(MAX_BODY)} bytes`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return { body: undefined };
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return refused(400, 'invalid_request', 'the body is not JSON');
  }
}

function refused(...args: Parameters<typeof refusal>): RequestBody {
  return { refused: refusal(...args) };
}
