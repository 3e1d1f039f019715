import type { Fault } from './faulty-proxy';

/* What a DynamoDB, or something in its stead, may do to any request. */

/** An answer of its own making. */
export function answering(status: number, body: unknown): Fault {
  return ({ response }) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** An error of DynamoDB's, whose message repeats what it was sent. */
export function error(status: number, name: string): Fault {
  return ({ body, response }) => {
    const __type = `com.amazonaws.dynamodb.v20120810#${name}`;
    response.writeHead(status).end(JSON.stringify({ __type, message: body }));
  };
}

/** The request gets nowhere. */
export const cutBeforeTheAnswer: Fault = ({ request }) => {
  request.socket.destroy();
};

/** The request is carried out, and half of the answer comes. */
export const cutInMidAnswer: Fault = async ({ request, response, forward }) => {
  const { body } = await forward();
  // Of an empty answer there is a half as well.
  response.writeHead(200, { 'content-length': Buffer.byteLength(body) + 1 });
  response.write(`${body.slice(0, body.length / 2)} `, () => request.socket.destroy());
};

/** The request is carried out, and nothing comes of the answer. */
export const cutAfterTheWork: Fault = async ({ request, forward }) => {
  await forward();
  request.socket.destroy();
};

/** The request gets nowhere, and no answer comes. */
export const never: Fault = () => undefined;

/** The request is carried out, and the answer is not waited for any more. */
export const tooLate: Fault = async ({ forward }) => {
  await forward();
};

/** Whatever is asked, another attempt may not meet them. */
export const PASSING: readonly [string, Fault][] = [
  ['a connection cut before the answer', cutBeforeTheAnswer],
  ['a connection cut in mid-answer', cutInMidAnswer],
  ['a 500', error(500, 'InternalServerError')],
  ["a 503, of a proxy's", answering(503, '<html>')],
  ['throttling of the table', error(400, 'ProvisionedThroughputExceededException')],
  ['throttling of the account', error(400, 'ThrottlingException')],
  ['a limit on requests', error(400, 'RequestLimitExceeded')],
  ['too many requests', answering(429, '')],
  ['no answer at all', never],
  ['a signature that has expired while the process was frozen', error(400, 'InvalidSignatureException')],
  ['an empty answer', answering(200, '')],
  ['an answer that is no JSON', answering(200, '<html>')],
  ['an answer of null', answering(200, 'null')],
];
