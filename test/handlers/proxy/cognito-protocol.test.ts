import * as sdk from '@aws-sdk/client-cognito-identity-provider';

import { cognitoError, PUBLIC_OPERATIONS } from '../../../lambda/handlers/proxy/cognito-protocol';

const client = new sdk.CognitoIdentityProviderClient({ region: 'us-east-1' });
const OPERATIONS = Object.keys(sdk).flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? []);

afterAll(() => {
  client.destroy();
});

/** How the SDK authenticates an operation: by the service's model. */
function schemesOf(operation: string): string[] {
  return client.config.httpAuthSchemeProvider({ operation, region: 'us-east-1' }).map(({ schemeId }) => schemeId);
}

/** Public as well, in newer versions of the SDK than the one that is pinned. */
const NEWER = ['ListUserSessions', 'RevokeUserSession'];

describe('the public operations', () => {
  it('are those that the SDK does not sign', () => {
    const unsigned = OPERATIONS.filter((operation) => schemesOf(operation).includes('smithy.api#noAuth'));

    expect([...new Set([...unsigned, ...NEWER])].sort()).toEqual([...PUBLIC_OPERATIONS].sort());
  });

  it('are none of those that it signs', () => {
    const signed = OPERATIONS.filter((operation) => schemesOf(operation).includes('aws.auth#sigv4'));

    expect(signed).toEqual(expect.arrayContaining(['AdminUserGlobalSignOut', 'DescribeUserPoolClient', 'ListUsers']));
    expect(signed.filter((operation) => PUBLIC_OPERATIONS.includes(operation))).toEqual([]);
    expect([...new Set([...signed, ...PUBLIC_OPERATIONS])].sort()).toEqual(
      [...new Set([...OPERATIONS, ...NEWER])].sort(),
    );
  });
});

describe("an error in Cognito's shape", () => {
  it.each([
    [undefined, 400],
    [500, 500],
  ])('is told in body and headers, and not to be cached', (given, statusCode) => {
    expect(cognitoError('SomeException', 'what is wrong', given)).toEqual({
      statusCode,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'cache-control': 'no-store',
        'x-amzn-errortype': 'SomeException:',
        'x-amzn-errormessage': 'what is wrong',
      },
      body: '{"__type":"SomeException","message":"what is wrong"}',
    });
  });
});
