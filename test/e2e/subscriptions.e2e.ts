import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';

import { revocationMessage } from '../../lambda/core/revocation/revocation-message';
import type { Tokens } from '../../local/client';
import { readCloud } from '../../local/cloud';
import { messageOf } from '../support/revocations';
import { iamUser, removeIamUsers } from './iam';
import { postSigned, type Credentials } from './signed-request';
import { newUser, stack } from './stack';

/*
 * The local cloud has no GraphQL subscriptions, so none ends here. What is shown: who may ask for it, and that the function
 * that follows the table does, by its own role.
 */

const { GraphqlApiUrl: url, GraphqlApiId: apiId } = readCloud().outputs;
const JSON_TYPE = 'application/json';
const END = `mutation { endSubscriptions(
  subscription: "sessionNotice", key: "nobody", tokensValidAfter: -1, othersValidAfter: -1, exemptSession: ""
) }`;
const FOR_SERVICES = {
  endSubscriptions: END,
  endExpiredSubscriptions: 'mutation { endExpiredSubscriptions(subscription: "sessionNotice") }',
  notifySession: 'mutation { notifySession(sub: "s", sessionId: "s", message: "m") { sub sessionId message } }',
};

interface GraphqlAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly errorType: string }[];
}

/** What a request has come to: the values of its fields, and the types of its errors. */
function outcomeOf(body: unknown) {
  const { data, errors = [] } = body as GraphqlAnswer;
  const values = Object.values(data ?? {}).filter((value) => value !== null);
  return { values, errors: errors.map(({ errorType }) => errorType) };
}

/** As AppSync says it of a field, or of a whole request. */
const REFUSED = { values: [], errors: [expect.stringMatching(/^Unauthorized(Exception)?$/) as string] };

async function signed(query: string, credentials: Credentials) {
  const answer = await postSigned(url, JSON.stringify({ query }), JSON_TYPE, credentials, 'appsync');
  return outcomeOf(await answer.json());
}

describe('a mutation for services', () => {
  let tokens: Tokens;
  let service: Credentials;

  beforeAll(async () => {
    tokens = await stack.signIn(await newUser());
    const fields = `arn:aws:appsync:us-east-1:000000000000:apis/${apiId}/types/Mutation/fields`;
    service = await iamUser(`${fields}/endSubscriptions`, 'appsync:GraphQL');
  });

  afterAll(removeIamUsers);

  it.each(Object.entries(FOR_SERVICES))('is refused to users, whatever their token: %s', async (_, query) => {
    for (const token of [tokens.accessToken, tokens.idToken]) {
      const { body } = await stack.graphql(`Bearer ${token}`, query);
      expect(outcomeOf(body)).toEqual(REFUSED);
    }
  });

  it('is taken from those whom IAM lets call it, and no other is', async () => {
    await expect(signed(END, service)).resolves.toEqual({ values: [true], errors: [] });
    await expect(signed(FOR_SERVICES.endExpiredSubscriptions, service)).resolves.toEqual(REFUSED);
    await expect(signed(FOR_SERVICES.notifySession, service)).resolves.toEqual(REFUSED);
  });

  it('is refused to a wrong signature', async () => {
    const forged = { ...service, secretAccessKey: `${service.secretAccessKey.slice(1)}x` };

    const { values, errors } = await signed(END, forged);
    expect([values, errors.length]).toEqual([[], 1]);
  });

  it('is all that IAM reaches: what is for users wants a token', async () => {
    const everything = await iamUser(`arn:aws:appsync:us-east-1:000000000000:apis/${apiId}/*`, 'appsync:GraphQL');

    await expect(signed('{ session { sub } }', everything)).resolves.toEqual(REFUSED);
    await expect(signed('mutation { signOut { outcome } }', everything)).resolves.toEqual(REFUSED);
  });

  it('leaves users what is theirs', async () => {
    const { status } = await stack.session('AppSync', tokens.accessToken);

    expect(status).toBe(200);
  });
});

describe('the function that follows the table', () => {
  it('is let in to the mutation by its own role', async () => {
    const cloudFormation = new CloudFormationClient({});
    const { StackResources = [] } = await cloudFormation.send(
      new DescribeStackResourcesCommand({ StackName: 'CognitoSignOut' }),
    );
    cloudFormation.destroy();
    const { PhysicalResourceId: name = '' } =
      StackResources.find(({ LogicalResourceId = '' }) => LogicalResourceId.includes('LiveSubscriptionsNowFunction')) ??
      {};
    const revocation = { kind: 'session', key: 'us-east-1_E2e#session#nobody', expiresAt: 1 } as const;
    const record = { messageId: '1', body: revocationMessage(messageOf(revocation)) };

    const root = {
      accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    };
    const endpoint = `${process.env['AWS_ENDPOINT_URL'] ?? ''}/2015-03-31/functions/${name}/invocations`;
    const answer = await postSigned(endpoint, JSON.stringify({ Records: [record] }), JSON_TYPE, root, 'lambda');

    expect(answer.status).toBe(200);
    await expect(answer.json()).resolves.toEqual({ batchItemFailures: [] });
  });
});
