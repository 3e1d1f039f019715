import { createHash, createHmac } from 'node:crypto';

import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';

import { canonicalPathOf, createRequestSigner, type Credentials } from '../../../lambda/adapters/aws/request-signer';

const REQUEST = {
  host: 'dynamodb.eu-central-1.amazonaws.com',
  contentType: 'application/x-amz-json-1.0',
  target: 'DynamoDB_20120810.BatchGetItem',
};
const HEADERS = { host: REQUEST.host, 'content-type': REQUEST.contentType, 'x-amz-target': REQUEST.target };
const PERMANENT: Credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined };
const TEMPORARY: Credentials = { ...PERMANENT, sessionToken: 'a/session+token==' };

/** What AWS's own signer makes of it. */
async function signedByAws(
  { sessionToken, ...keys }: Credentials,
  body: string,
  time: number,
  { path = '/', headers: sent = HEADERS }: { path?: string; headers?: Record<string, string> } = {},
): Promise<unknown> {
  const hash = (secret?: unknown) =>
    secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  function Sha256(this: Record<string, unknown>, secret?: unknown) {
    const own = hash(secret);
    this['update'] = (data: Uint8Array) => void own.update(data);
    this['digest'] = () => Promise.resolve(own.digest());
  }
  const signer = new SignatureV4({
    service: 'dynamodb',
    region: 'eu-central-1',
    credentials: { ...keys, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256 as never,
    applyChecksum: false,
  });
  const request = { method: 'POST', protocol: 'https:', hostname: HEADERS.host, path, headers: sent, body };
  const { headers } = await signer.sign(request, { signingDate: new Date(time) });
  return headers;
}

describe('a signature', () => {
  it.each([
    ['temporary credentials', TEMPORARY, '{"a":1}', 1_800_000_000_000],
    ['permanent credentials', PERMANENT, '{"a":1}', 1_800_000_000_000],
    ['a body that is not ASCII', TEMPORARY, '{"a":"ü€😀"}', 1_800_000_000_000],
    ['an empty body', TEMPORARY, '', 1_800_000_000_000],
    ['the last millisecond of a day', TEMPORARY, '{}', Date.UTC(2027, 0, 1) - 1],
    ['the first of the next', TEMPORARY, '{}', Date.UTC(2027, 0, 1)],
  ])('is what AWS’s own signer makes: %s', async (_, credentials, body, time) => {
    const sign = createRequestSigner('dynamodb', 'eu-central-1', () => credentials);

    expect(sign({ ...REQUEST, body }, time)).toEqual(await signedByAws(credentials, body, time));
  });

  it('is what AWS’s own signer makes, whatever is signed, one after the other', async () => {
    let credentials = PERMANENT;
    const sign = createRequestSigner('dynamodb', 'eu-central-1', () => credentials);
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '3', '/', '+', '='), minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ accessKeyId: text, secretAccessKey: text, sessionToken: fc.option(text, { nil: undefined }) }),
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 0, max: 4_102_444_800_000 }),
        async (given, body, time) => {
          credentials = given;
          expect(sign({ ...REQUEST, body }, time)).toEqual(await signedByAws(given, body, time));
        },
      ),
    );
  });

  it('says the second that it is made in, whichever came before', async () => {
    const sign = createRequestSigner('dynamodb', 'eu-central-1', () => TEMPORARY);
    const time = Date.UTC(2027, 0, 15, 8, 0, 59);
    for (const at of [time, time + 999, time + 1000, time + 999, time, time - 1, time + 60_000]) {
      expect(sign({ ...REQUEST, body: '{}' }, at)).toEqual(await signedByAws(TEMPORARY, '{}', at));
    }
  });

  it.each([
    '/graphql',
    '/prod/admin/sign-out',
    '/_aws/execute-api/a1b2c3/$default/admin/sign-out',
    "/a%20b/@c:d;e,f+g=h&i!j'k(l)m*n~o",
    '/%C3%A4/',
  ])('is what AWS’s own signer makes of a request to another path, without a target: %s', async (path) => {
    const sign = createRequestSigner('dynamodb', 'eu-central-1', () => TEMPORARY);
    const headers = { host: REQUEST.host, 'content-type': 'application/json' };
    const request = {
      host: REQUEST.host,
      canonicalPath: canonicalPathOf(path),
      contentType: 'application/json',
      body: '{}',
    };

    expect(sign(request, 1_800_000_000_000)).toEqual(
      await signedByAws(TEMPORARY, '{}', 1_800_000_000_000, { path, headers }),
    );
  });

  it('is made with the credentials of the moment', () => {
    const credentials = [PERMANENT, { ...PERMANENT, secretAccessKey: 'another' }, TEMPORARY];
    const sign = createRequestSigner('dynamodb', 'eu-central-1', () => credentials.shift() ?? PERMANENT);
    const signatures = new Set<unknown>();
    for (let times = 0; times < 3; times++) signatures.add(sign({ ...REQUEST, body: '{}' }, 0)['authorization']);

    expect(signatures.size).toBe(3);
  });
});
