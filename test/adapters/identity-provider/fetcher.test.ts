import { createServer } from 'node:https';
import tls from 'node:tls';

import { createProviderFetcher } from '../../../lambda/adapters/identity-provider/fetcher';
import { selfSigned } from '../../support/certificates';
import { close, listen } from '../../support/loopback';
import { describeFetcher } from '../jwks/fetcher.contract';

const certificate = selfSigned('127.0.0.1');
const roots = tls.getCACertificates('default');
const urlOf = (address: string) => `${address.replace('http:', 'https:')}/keys`;

beforeAll(() => {
  tls.setDefaultCACertificates([...roots, certificate.cert]);
});

afterAll(() => {
  tls.setDefaultCACertificates(roots);
});

describeFetcher('Node.js’s own client', {
  createServer: () => createServer(certificate),
  fetcherOf: (_address, timeout) => createProviderFetcher(timeout),
  urlOf,
  errors: {
    lost: { code: 'ECONNRESET' },
    late: { name: 'AbortError', cause: { name: 'TimeoutError' } },
    long: { message: 'the key server answered more than 262144 bytes' },
  },
});

describe('an identity provider’s keys', () => {
  it('are fetched from a server that says their end by closing the connection, too', async () => {
    const server = createServer(certificate, (_request, response) => {
      response.useChunkedEncodingByDefault = false;
      response.removeHeader('transfer-encoding');
      response.setHeader('connection', 'close').end('keys');
    });
    const address = await listen(server);

    await expect(createProviderFetcher().fetch(urlOf(address))).resolves.toEqual(
      new Uint8Array(Buffer.from('keys')).buffer,
    );
    await close(server);
  });

  it('are 256 KB at most', async () => {
    const size = 256 * 1024;
    let length = size;
    const server = createServer(certificate, (_request, response) => response.end(Buffer.alloc(length, 'x')));
    const url = urlOf(await listen(server));

    expect((await createProviderFetcher().fetch(url)).byteLength).toBe(size);
    length = size + 1;
    await expect(createProviderFetcher().fetch(url)).rejects.toThrow('answered more than 262144 bytes');
    await close(server);
  });

  it('must be there in three seconds, unless something else is said', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    for (const fetcher of [createProviderFetcher(), createProviderFetcher(200)]) {
      await expect(fetcher.fetch('https://127.0.0.1:1/keys')).rejects.toThrow();
    }

    expect(timeout.mock.calls).toEqual([[3000], [200]]);
    timeout.mockRestore();
  });

  it('are not fetched from a server that nobody vouches for', async () => {
    const server = createServer(selfSigned('127.0.0.1'), (_request, response) => response.end('keys'));
    const address = await listen(server);

    await expect(createProviderFetcher().fetch(urlOf(address))).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await close(server);
  });
});
