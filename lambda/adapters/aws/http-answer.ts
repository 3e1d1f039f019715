/** What came back, whatever its status. */
export interface HttpAnswer<Body = string> {
  readonly status: number;
  readonly body: Body;
}

/** What came is not, or will not be, plainly one whole answer. */
export class MalformedAnswerError extends Error {
  override readonly name = 'MalformedAnswerError';
}

/** An answer that is complete, and whether its connection may be used for another request. */
export interface CompleteAnswer {
  readonly answer: HttpAnswer<Buffer>;
  readonly isReusable: boolean;
}

/** What is taken in of an answer. */
export interface AnswerLimits {
  /** Bytes, the head included. */
  readonly maxLength: number;
  /**
   * The status whose body is wanted: of any other the head is the whole answer, however the body comes.
   *
   * @default - whatever the status
   */
  readonly wantedStatus?: number;
}

/** Bytes. Node.js's own limit. */
const MAX_HEAD = 16 * 1024;
/** Bytes of a line that says how long a chunk is. */
const MAX_LINE = 256;

const HEAD =
  /^HTTP\/1\.[01] ([2-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?\r\n(?:[!#$%&'*+\-.^_`|~\dA-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*$/;
const CHUNK_SIZE = /^([\da-f]{1,7})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?$/i;

/**
 * Takes in an answer to a request, as it comes, by HTTP/1.1 (RFC 9112): a body with `Content-Length`, or in chunks. Everything
 * else is refused: two lengths, a body that ends with the connection, trailers, interim answers, and bytes after the end.
 * What DynamoDB and Cognito send is none of that, and what is not certain may be asked for again.
 *
 * @returns a function that takes what has come next; it returns undefined as long as not all of the answer is here, and throws
 *   MalformedAnswerError
 */
export function createAnswerReader({
  maxLength,
  wantedStatus,
}: AnswerLimits): (segment: Buffer) => CompleteAnswer | undefined {
  let segments: Buffer[] = [];
  /** How much is here, and how much must be before it is worth a look. */
  let [length, needed] = [0, 0];
  let head: Head | undefined;
  /** What comes next in all that is here: before it, everything has been read. */
  let at = 0;
  const parts: Buffer[] = [];

  const limited = (bytes: number): number => {
    if (bytes > maxLength) throw new MalformedAnswerError('a long answer');
    return bytes;
  };

  const isWhole = (bytes: Buffer, chunked: boolean): boolean => {
    if (!chunked) {
      if (length < needed) return false;
      parts.push(bytes.subarray(at, needed));
      at = needed;
      return true;
    }
    for (;;) {
      const end = bytes.indexOf('\r\n', at);
      if ((end < 0 ? length - 1 : end) - at > MAX_LINE) throw new MalformedAnswerError('a long line');
      if (end < 0) return false;
      const size = CHUNK_SIZE.exec(bytes.toString('latin1', at, end))?.[1];
      if (size === undefined) throw new MalformedAnswerError('a chunk without a size');
      const from = end + 2;
      const to = from + parseInt(size, 16);
      needed = limited(to + 2);
      if (length < needed) return false;
      if (bytes.toString('latin1', to, needed) !== '\r\n') throw new MalformedAnswerError('a chunk without an end');
      at = needed;
      if (from === to) return true;
      parts.push(bytes.subarray(from, to));
    }
  };

  return (segment) => {
    segments.push(segment);
    length = limited(length + segment.length);
    if (length < needed) return undefined;
    const bytes = segments.length === 1 ? segment : Buffer.concat(segments);
    segments = [bytes];
    if (head === undefined) {
      const end = bytes.indexOf('\r\n\r\n');
      if ((end < 0 ? length : end) > MAX_HEAD) throw new MalformedAnswerError('a long head');
      if (end < 0) return undefined;
      const text = bytes.toString('latin1', 0, end + 2);
      const status = statusOf(text);
      if (wantedStatus !== undefined && status !== wantedStatus) {
        return { answer: { status, body: Buffer.alloc(0) }, isReusable: false };
      }
      head = parseHead(text, status);
      at = end + 4;
      needed = limited(at + (head.length ?? 0));
    }
    if (!isWhole(bytes, head.length === undefined)) return undefined;
    if (length > at) throw new MalformedAnswerError('more than one answer');
    const { status, isReusable } = head;
    return { answer: { status, body: Buffer.concat(parts) }, isReusable };
  };
}

interface Head {
  readonly status: number;
  /** Of the body, in bytes; undefined if it comes in chunks. */
  readonly length: number | undefined;
  readonly isReusable: boolean;
}

function statusOf(head: string): number {
  const status = HEAD.exec(head)?.[1];
  if (status === undefined) throw new MalformedAnswerError('a head that makes no sense');
  return Number(status);
}

function parseHead(text: string, status: number): Head {
  const isLatest = text.startsWith('HTTP/1.1');
  const lengths = text.match(/\r\ncontent-length:[^\r]*/gi) ?? [];
  const encodings = text.match(/\r\ntransfer-encoding:[^\r]*/gi) ?? [];
  if (lengths.length + encodings.length !== 1) throw new MalformedAnswerError('a body without one length');
  const isReusable = isLatest && !/\r\nconnection:[^\r]*\bclose\b/i.test(text);
  const [encoding] = encodings;
  if (encoding !== undefined) {
    if (!isLatest || !/^[^:]+:[\t ]*chunked[\t ]*$/i.test(encoding))
      throw new MalformedAnswerError('an unknown encoding');
    return { status, length: undefined, isReusable };
  }
  const digits = /^[^:]+:[\t ]*(\d{1,9})[\t ]*$/.exec(lengths[0] ?? '')?.[1];
  if (digits === undefined) throw new MalformedAnswerError('a length that makes no sense');
  return { status, length: Number(digits), isReusable };
}
