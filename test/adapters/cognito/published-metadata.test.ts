import { createServer } from 'node:http';

import { createPublishedMetadata } from '../../../lambda/adapters/cognito/published-metadata';
import { playAwsHosts } from '../../support/aws-hosts';
import { close, listen } from '../../support/loopback';
import { ISSUER, POOL } from '../../support/tokens';

const requests: (string | undefined)[] = [];
const metadataOf = (name: string) => ({ issuer: ISSUER, jwks_uri: `${ISSUER}/.well-known/jwks.json`, name });
const served = (metadata: unknown) => ({ status: 200, body: JSON.stringify(metadata) });
let answer = served(metadataOf('first'));
const server = createServer((request, response) => {
  requests.push(request.url);
  response.writeHead(answer.status).end(answer.body);
});
let cognitoEndpoint: string;
let now = 0;

beforeAll(async () => {
  cognitoEndpoint = await listen(server);
});

afterAll(async () => {
  await close(server);
});

beforeEach(() => {
  requests.length = 0;
  answer = served(metadataOf('first'));
});

const create = () => createPublishedMetadata({ userPoolId: POOL, cognitoEndpoint, steady: () => now });

describe('what Cognito publishes of a user pool', () => {
  it('is fetched, and remembered for five minutes', async () => {
    const fetchMetadata = create();

    await expect(fetchMetadata()).resolves.toEqual(metadataOf('first'));
    answer = served(metadataOf('second'));
    now += 299_999;
    await expect(fetchMetadata()).resolves.toEqual(metadataOf('first'));
    now += 1;
    await expect(fetchMetadata()).resolves.toEqual(metadataOf('second'));
    expect(requests).toEqual(Array(2).fill(`/${POOL}/.well-known/openid-configuration`));
  });

  it('is not remembered if it is not the pool’s', async () => {
    const fetchMetadata = create();
    answer = served({ message: 'OK' });

    await expect(fetchMetadata()).resolves.toEqual({ message: 'OK' });
    answer = served(metadataOf('first'));
    await expect(fetchMetadata()).resolves.toEqual(metadataOf('first'));
  });

  it.each([
    ['is refused', 403, '{}'],
    ['is not there', 500, ''],
    ['can’t be read', 200, '<html>'],
  ])('is a fault if it %s, which is not remembered', async (_, status, body) => {
    const fetchMetadata = create();
    answer = { status, body };

    await expect(fetchMetadata()).rejects.toMatchObject({ code: 'user_pool_unavailable' });
    answer = { status: 200, body: '{}' };
    await expect(fetchMetadata()).resolves.toEqual({});
  });

  it.each([
    ['us-east-1_Example', 'https://cognito-idp.us-east-1.amazonaws.com'],
    ['us-gov-west-1_Example', 'https://cognito-idp.us-gov-west-1.amazonaws.com'],
    ['eusc-de-east-1_Example', 'https://cognito-idp.eusc-de-east-1.amazonaws.eu'],
    ['cn-north-1_Example', 'https://cognito-idp.cn-north-1.amazonaws.com.cn'],
  ])("is looked for in the pool's Region and partition, if no endpoint is set: %s", async (userPoolId, host) => {
    const asked = playAwsHosts(cognitoEndpoint);
    const fetchMetadata = createPublishedMetadata({ userPoolId, cognitoEndpoint: undefined, steady: () => now });

    await expect(fetchMetadata()).resolves.toEqual(metadataOf('first'));
    expect(asked).toEqual([`${host}:443`]);
    expect(requests).toEqual([`/${userPoolId}/.well-known/openid-configuration`]);
    jest.restoreAllMocks();
  });
});
