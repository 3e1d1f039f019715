import { createServer } from 'node:https';
import tls from 'node:tls';

import { createProviderKeys } from '../../../lambda/adapters/identity-provider/published-keys';
import { selfSigned } from '../../support/certificates';
import { close, listen } from '../../support/loopback';
import { describePublishedKeys } from '../jwks/published-keys.contract';

const certificate = selfSigned('127.0.0.1');
const roots = tls.getCACertificates('default');
const urlOf = (address: string) => `${address.replace('http:', 'https:')}/keys`;

beforeAll(() => {
  tls.setDefaultCACertificates([...roots, certificate.cert]);
});

afterAll(() => {
  tls.setDefaultCACertificates(roots);
});

describePublishedKeys('Node.js’s own client', {
  createServer: () => createServer(certificate),
  fetcherOf: (_address, timeout) => createProviderKeys(timeout),
  urlOf,
});

describe('an identity provider’s keys', () => {
  it('are fetched from a server that says their end by closing the connection, too', async () => {
    const server = createServer(certificate, (_request, response) => {
      response.useChunkedEncodingByDefault = false;
      response.removeHeader('transfer-encoding');
      response.setHeader('connection', 'close').end('keys');
    });
    const address = await listen(server);

    await expect(createProviderKeys().fetch(urlOf(address))).resolves.toEqual(
      new Uint8Array(Buffer.from('keys')).buffer,
    );
    await close(server);
  });

  it('are not fetched from a server that nobody vouches for', async () => {
    const server = createServer(selfSigned('127.0.0.1'), (_request, response) => response.end('keys'));
    const address = await listen(server);

    await expect(createProviderKeys().fetch(urlOf(address))).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await close(server);
  });
});
