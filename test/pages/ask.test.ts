import { createServer, type Server, type ServerResponse } from 'node:http';

import { PATH } from '../../pages/console/api';
import { createAsk } from '../../pages/console/ask';
import { close, listen } from '../support/loopback';

const MAY_STAND = /The sign-out may stand all the same/;

let server: Server;
let origin: string;
let answer: (response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((_, response) => {
    answer(response);
  });
  origin = await listen(server);
  // The page asks its own server, by paths alone.
  const ask = globalThis.fetch;
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async (path, init) => ask(`${origin}${typeof path === 'string' ? path : ''}`, init));
});

afterEach(async () => {
  jest.restoreAllMocks();
  await close(server);
});

const problemOf = async (path: string) => createAsk('token')(path).catch((error: unknown) => error);

it.each<[string, string, (response: ServerResponse) => void]>([
  ['whose connection is cut', 'no_server', (response) => response.destroy()],
  [
    'that ends too early',
    'no_server',
    (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"outcome":', () => response.destroy());
    },
  ],
  ['that is no JSON', 'no_server', (response) => response.end('hello')],
  ['that nobody foresaw', 'unexpected', (response) => response.writeHead(500).end('{"error":"unexpected"}')],
])('of a sign-out it does not know what came, where there is an answer %s', async (_, code, reply) => {
  answer = reply;

  expect(await problemOf(PATH.signOut)).toMatchObject({ code, message: expect.stringMatching(MAY_STAND) as string });
  expect(await problemOf(PATH.users)).toMatchObject({ code, message: expect.not.stringMatching(MAY_STAND) as string });
});

it('has what the server says, of a refusal too', async () => {
  answer = (response) => response.end('{"items":[]}');
  expect(await createAsk('token')(PATH.users)).toEqual({ items: [] });

  answer = (response) => response.writeHead(502).end('{"error":"no_credentials","error_description":"Renew them."}');
  expect(await problemOf(PATH.signOut)).toMatchObject({ code: 'no_credentials', message: 'Renew them.' });
});
