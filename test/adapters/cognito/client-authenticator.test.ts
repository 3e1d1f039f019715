import type * as Crypto from 'node:crypto';

import type { CognitoClient } from '../../../lambda/adapters/cognito/client';
import { createCognitoClients } from '../../../lambda/adapters/cognito/client-authenticator';
import { cognitoAt } from '../../support/cognito-client';
import { CognitoServer } from '../../support/cognito-server';

const NOW = 1_800_000_000_000;
const FIVE_MINUTES = 300_000;

let cognito: CognitoServer;
let client: CognitoClient;
let time: number;

beforeEach(async () => {
  cognito = new CognitoServer();
  client = cognitoAt(await cognito.start());
  time = NOW;
});

afterEach(async () => {
  await cognito.stop();
});

const clients = () =>
  createCognitoClients(client, {
    userPoolId: 'us-east-1_Example',
    userPoolClientIds: ['client-1', 'client-2'],
    now: () => time,
  });

/** From now on, Cognito tells this of every client. */
function hasSecret(ClientSecret: string | undefined): void {
  cognito.answer = { status: 200, body: JSON.stringify({ UserPoolClient: { ClientName: 'web', ClientSecret } }) };
}

describe('a client', () => {
  it('is looked up by its id, signed', async () => {
    hasSecret(undefined);

    await expect(clients().authenticate({ clientId: 'client-2' })).resolves.toBe(true);
    const [request] = cognito.requests;
    expect(cognito.requests).toHaveLength(1);
    expect(request?.target).toBe('AWSCognitoIdentityProviderService.DescribeUserPoolClient');
    expect(JSON.parse(String(request?.body))).toEqual({ UserPoolId: 'us-east-1_Example', ClientId: 'client-2' });
    expect(request?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  });

  it.each(['client-9', '', 'client-1,client-2', 'Client-1', 'constructor'])(
    'that is none of ours is never looked up: %p',
    async (clientId) => {
      hasSecret(undefined);

      await expect(clients().authenticate({ clientId })).resolves.toBe(false);
      await expect(clients().authenticate({ clientId, clientSecret: 'secret-1' })).resolves.toBe(false);
      expect(cognito.requests).toEqual([]);
    },
  );

  it('without a secret presents none', async () => {
    hasSecret(undefined);

    await expect(clients().authenticate({ clientId: 'client-1', clientSecret: 'secret-1' })).resolves.toBe(false);
    await expect(clients().authenticate({ clientId: 'client-1', clientSecret: '' })).resolves.toBe(false);
  });

  it.each([
    ['secret-1', true],
    [undefined, false],
    ['', false],
    ['secret-', false],
    ['secret-12', false],
    ['secret-2', false],
    ['SECRET-1', false],
    ['secret-1\0', false],
    ['ſecret-1', false],
    ['x'.repeat(10_000), false],
  ])('with a secret presents exactly that: %p is %p', async (clientSecret, accepted) => {
    hasSecret('secret-1');
    const presented = clientSecret === undefined ? {} : { clientSecret };

    await expect(clients().authenticate({ clientId: 'client-1', ...presented })).resolves.toBe(accepted);
  });

  it('is compared in a time that does not tell how much was right, or how long the secret is', async () => {
    const crypto = jest.requireActual<typeof Crypto>('node:crypto');
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    hasSecret('secret-1');
    await clients().authenticate({ clientId: 'client-1', clientSecret: 's' });

    expect(compare.mock.calls.map((both) => both.map(({ byteLength }) => byteLength))).toEqual([[32, 32]]);
    compare.mockRestore();
  });
});

describe("a client's secret", () => {
  it.each([
    [-1, 'secret-1', 1],
    [0, 'secret-2', 2],
    [1, 'secret-2', 2],
  ])('is remembered for five minutes: %i ms after them it is %s', async (after, clientSecret, lookUps) => {
    const authenticator = clients();
    hasSecret('secret-1');
    await authenticator.authenticate({ clientId: 'client-1', clientSecret: 'secret-1' });
    hasSecret('secret-2');
    time = NOW + FIVE_MINUTES + after;

    await expect(authenticator.authenticate({ clientId: 'client-1', clientSecret })).resolves.toBe(true);
    expect(cognito.requests).toHaveLength(lookUps);
  });

  it('is remembered from when it was asked for', async () => {
    const authenticator = clients();
    hasSecret('secret-1');
    cognito.beforeAnswer = () => (time += 1000);
    await authenticator.authenticate({ clientId: 'client-1', clientSecret: 'secret-1' });
    time = NOW + FIVE_MINUTES;
    await authenticator.authenticate({ clientId: 'client-1', clientSecret: 'secret-1' });

    expect(cognito.requests).toHaveLength(2);
  });

  it('is remembered if there is none, too', async () => {
    const authenticator = clients();
    hasSecret(undefined);
    await authenticator.authenticate({ clientId: 'client-1' });
    await authenticator.authenticate({ clientId: 'client-1', clientSecret: 'secret-1' });

    expect(cognito.requests).toHaveLength(1);
  });

  it('is of no other client', async () => {
    const authenticator = clients();
    hasSecret('secret-1');
    await authenticator.authenticate({ clientId: 'client-1', clientSecret: 'secret-1' });
    hasSecret('secret-2');

    await expect(authenticator.authenticate({ clientId: 'client-2', clientSecret: 'secret-1' })).resolves.toBe(false);
    await expect(authenticator.authenticate({ clientId: 'client-2', clientSecret: 'secret-2' })).resolves.toBe(true);
  });
});

describe('a secret that is not the remembered one', () => {
  const TEN_SECONDS = 10_000;
  const OLD = { clientId: 'client-1', clientSecret: 'secret-1' };
  const NEW = { clientId: 'client-1', clientSecret: 'secret-2' };
  const NONE = { clientId: 'client-1' };

  /** An authenticator that has looked the client up at `NOW`, after which its secret was changed. */
  async function changed(before: string | undefined, after: string | undefined) {
    const authenticator = clients();
    hasSecret(before);
    await authenticator.authenticate(NONE);
    hasSecret(after);
    return authenticator;
  }

  it.each([
    [-1, false, 1],
    [0, true, 2],
    [1, true, 2],
  ])('is looked up again after ten seconds: %i ms after them it is accepted: %p', async (after, accepted, lookUps) => {
    const authenticator = await changed('secret-1', 'secret-2');
    time = NOW + TEN_SECONDS + after;

    await expect(authenticator.authenticate(NEW)).resolves.toBe(accepted);
    expect(cognito.requests).toHaveLength(lookUps);
  });

  it.each([
    ['has been added', undefined, 'secret-1', OLD, NONE],
    ['has been removed', 'secret-1', undefined, NONE, OLD],
    ['has been replaced', 'secret-1', 'secret-2', NEW, OLD],
  ])('%s: it counts at once, and what was there before no longer', async (_, before, after, right, wrong) => {
    const authenticator = await changed(before, after);
    time = NOW + TEN_SECONDS;

    await expect(authenticator.authenticate(right)).resolves.toBe(true);
    await expect(authenticator.authenticate(wrong)).resolves.toBe(false);
    expect(cognito.requests).toHaveLength(2);
  });

  it('is looked up once in ten seconds, however many are tried', async () => {
    const authenticator = await changed('secret-1', 'secret-1');
    for (let second = 1; second <= 60; second++) {
      time = NOW + second * 1000;
      for (const guess of ['a', 'b', 'c']) {
        await expect(authenticator.authenticate({ ...OLD, clientSecret: guess })).resolves.toBe(false);
      }
      await expect(authenticator.authenticate(OLD)).resolves.toBe(true);
    }

    expect(cognito.requests).toHaveLength(1 + 6);
  });

  it("costs no other client's look-up", async () => {
    const authenticator = await changed('secret-1', 'secret-2');
    await authenticator.authenticate({ ...OLD, clientId: 'client-2' });
    time = NOW + TEN_SECONDS;
    await authenticator.authenticate({ clientId: 'client-2', clientSecret: 'wrong' });

    await expect(authenticator.authenticate(NEW)).resolves.toBe(true);
  });

  it.each([
    [-1, 2],
    [0, 3],
    [1, 3],
  ])(
    'is a fault while the look-up fails, which is tried again after ten seconds: %i ms after them',
    async (after, n) => {
      const authenticator = await changed('secret-1', 'secret-2');
      cognito.fails('TooManyRequestsException');
      time = NOW + TEN_SECONDS;
      await expect(authenticator.authenticate(NEW)).rejects.toMatchObject({ code: 'user_pool_unavailable' });
      time += TEN_SECONDS + after;

      await expect(authenticator.authenticate(NEW)).rejects.toMatchObject({ code: 'user_pool_unavailable' });
      await expect(authenticator.authenticate(OLD)).resolves.toBe(true);
      expect(cognito.requests).toHaveLength(n);
    },
  );
});

describe('a look-up that fails', () => {
  it.each([
    ['ResourceNotFoundException', 400],
    ['TooManyRequestsException', 400],
    ['NotAuthorizedException', 400],
    ['InternalErrorException', 500],
  ])('is a fault, which tells nothing of the secret: %s', async (name, status) => {
    cognito.fails(name, status);

    await expect(clients().authenticate({ clientId: 'client-1', clientSecret: 'secret-1' })).rejects.toMatchObject({
      code: 'user_pool_unavailable',
      message: 'the app client could not be looked up',
      cause: { name },
    });
  });

  it('is a fault if nobody answers', async () => {
    cognito.answer = undefined;

    await expect(clients().authenticate({ clientId: 'client-1' })).rejects.toMatchObject({
      code: 'user_pool_unavailable',
    });
  });

  it('is a fault if the answer holds no client: that is not one without a secret', async () => {
    cognito.answer = { status: 200, body: '{}' };

    await expect(clients().authenticate({ clientId: 'client-1' })).rejects.toMatchObject({
      code: 'user_pool_unavailable',
    });
  });

  it('is not remembered', async () => {
    const authenticator = clients();
    cognito.fails('InternalErrorException', 500);
    await expect(authenticator.authenticate({ clientId: 'client-1' })).rejects.toThrow();
    hasSecret('secret-1');

    await expect(authenticator.authenticate({ clientId: 'client-1', clientSecret: 'secret-1' })).resolves.toBe(true);
  });
});

describe('a client that is asked for afresh', () => {
  it.each([
    [9_999, true, 1],
    [10_000, false, 2],
    [10_001, false, 2],
  ])('is not taken at what was known of its secret %i ms ago: %p', async (after, accepted, lookUps) => {
    const known = clients();
    hasSecret('old');
    await known.authenticate({ clientId: 'client-1', clientSecret: 'old' });
    hasSecret('new');
    time = NOW + after;

    await expect(known.authenticate({ clientId: 'client-1', clientSecret: 'old' }, { afresh: true })).resolves.toBe(
      accepted,
    );
    expect(cognito.requests).toHaveLength(lookUps);
  });
});
