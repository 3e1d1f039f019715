import { gzipSync } from 'node:zlib';

import { createCognitoEndpoint } from '../../../lambda/adapters/cognito/endpoint';
import { CognitoServer } from '../../support/cognito-server';

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
  'x-amz-user-agent': 'aws-amplify/6',
  'user-agent': 'agent',
  'cache-control': 'no-store',
};
/** What a client of HTTP sends by itself. */
const OWN_HEADERS = ['accept', 'accept-encoding', 'accept-language', 'connection', 'content-length', 'host'];

let cognito: CognitoServer;
let endpoint: string;

beforeEach(async () => {
  cognito = new CognitoServer();
  endpoint = await cognito.start();
});

afterEach(async () => {
  await cognito.stop();
});

const forward = (headers: Record<string, string | undefined> = HEADERS, body: Uint8Array = Buffer.from('{}')) =>
  createCognitoEndpoint(endpoint)({ headers, body, timeout: 5000 });

describe('a request that is passed on', () => {
  it.each([
    ['JSON with spaces, and in an order of its own', Buffer.from('{ "b":1,\r\n\t"a" : "ä😀" }\n')],
    ['no UTF-8', Buffer.from([0xff, 0x00, 0xfe, 0xef, 0xbb, 0xbf, 0x80])],
    ['nothing', Buffer.alloc(0)],
    ['a megabyte', Buffer.alloc(1_000_000, 'x')],
  ])('has the same body, byte for byte: %s', async (_, body) => {
    await forward(HEADERS, body);

    expect(cognito.requests).toHaveLength(1);
    expect(cognito.requests[0]?.body.equals(body)).toBe(true);
    expect(cognito.requests[0]).toMatchObject({ method: 'POST', url: '/' });
  });

  it('has the headers that Cognito reads, and none else of what came', async () => {
    await forward({
      ...HEADERS,
      authorization: 'Bearer x.y.z',
      cookie: 'a=b',
      origin: 'https://app.example.com',
      'x-amz-security-token': 'token',
      'x-amz-date': '20270115T080000Z',
      'x-forwarded-for': '192.0.2.1',
      'content-encoding': 'gzip',
    });

    const { headers } = cognito.requests[0] ?? { headers: {} };
    expect(headers).toMatchObject(HEADERS);
    const others = Object.keys(headers).filter((name) => !(name in HEADERS) && !name.startsWith('sec-fetch-'));
    expect(others.filter((name) => !OWN_HEADERS.includes(name))).toEqual([]);
  });

  it.each(['ä', '我的应用/1.0', 'app 😀'])('has headers that are not ASCII, in UTF-8: %p', async (agent) => {
    await expect(forward({ ...HEADERS, 'user-agent': agent })).resolves.toMatchObject({ statusCode: 200 });
    const received = cognito.requests[0]?.headers['user-agent'] ?? '';
    expect(Buffer.from(received, 'latin1').toString('utf8')).toBe(agent);
  });

  it('has no header that did not come', async () => {
    await forward({ 'x-amz-target': HEADERS['x-amz-target'], 'content-type': undefined });

    expect(cognito.requests[0]?.headers).not.toHaveProperty('content-type');
    expect(cognito.requests[0]?.headers).not.toHaveProperty('x-amz-user-agent');
  });
});

describe('an answer that is passed back', () => {
  it('has the status, the headers that clients read, and the body', async () => {
    cognito.answer = {
      status: 400,
      headers: {
        'x-amzn-errortype': 'NotAuthorizedException:',
        'x-amzn-errormessage': 'Incorrect username or password.',
        'x-amzn-requestid': '3a5e1c0e',
        'retry-after': '2',
        'cache-control': 'max-age=60',
        'set-cookie': 'a=b',
        'x-other': '1',
      },
      body: '{ "__type":"NotAuthorizedException","message":"ä😀"}\n',
    };

    await expect(forward()).resolves.toEqual({
      statusCode: 400,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-errortype': 'NotAuthorizedException:',
        'x-amzn-errormessage': 'Incorrect username or password.',
        'x-amzn-requestid': '3a5e1c0e',
        'retry-after': '2',
        'cache-control': 'no-store',
      },
      body: '{ "__type":"NotAuthorizedException","message":"ä😀"}\n',
    });
  });

  it.each([200, 400, 413, 429, 500, 503])('has the status %i', async (status) => {
    cognito.answer = { status, body: '' };

    await expect(forward()).resolves.toEqual({
      statusCode: status,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' },
      body: '',
    });
  });

  it('is unpacked, if Cognito packs it', async () => {
    cognito.answer = { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"a":1}') };

    await expect(forward()).resolves.toMatchObject({ body: '{"a":1}' });
    await expect(forward()).resolves.not.toHaveProperty('headers.content-encoding');
  });
});

describe('a fault', () => {
  const FAULT = { name: 'RevocationError', code: 'user_pool_unavailable', message: 'Cognito did not answer' };

  it('is an address at which nobody is', async () => {
    await expect(
      createCognitoEndpoint('http://127.0.0.1:1')({ headers: HEADERS, body: Buffer.from('{}'), timeout: 5000 }),
    ).rejects.toMatchObject(FAULT);
  });

  it('is a connection that ends before the answer', async () => {
    cognito.answer = undefined;

    await expect(forward()).rejects.toMatchObject(FAULT);
  });

  it('is an answer that ends before its end', async () => {
    cognito.answer = { status: 200, body: '{"a":', isCutOff: true };

    await expect(forward()).rejects.toMatchObject(FAULT);
  });

  it('is a redirection: what was sent is for Cognito only', async () => {
    cognito.answer = { status: 307, headers: { location: `${endpoint}/elsewhere` }, body: '' };

    await expect(forward()).rejects.toMatchObject(FAULT);
    expect(cognito.requests).toHaveLength(1);
  });

  it('is an answer that does not come in the time that it is given', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());

    await expect(forward()).rejects.toMatchObject(FAULT);
    expect(timeout).toHaveBeenCalledWith(5000);
    timeout.mockRestore();
  });
});
