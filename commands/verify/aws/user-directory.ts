import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  paginateListUsers,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

import type { ClientDescription } from '../app-client';
import type { UserDirectory } from '../test-users';
import { USER_PREFIX, type PoolDescription } from '../user-pool';
import { explain } from './failures';

/**
 * What Cognito says of a user pool and of one of its app clients.
 *
 * @throws VerifyError if it does not
 */
export async function describePool(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  ClientId: string,
  abortSignal: AbortSignal,
): Promise<{ readonly pool: PoolDescription; readonly client: ClientDescription }> {
  const { UserPool } = await cognito
    .send(new DescribeUserPoolCommand({ UserPoolId }), { abortSignal })
    .catch((error: unknown) => {
      throw explain(error, 'cognito-idp:DescribeUserPool');
    });
  const { UserPoolClient } = await cognito
    .send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }), { abortSignal })
    .catch((error: unknown) => {
      throw explain(error, 'cognito-idp:DescribeUserPoolClient');
    });
  // The SDK's types hold `undefined` where ours leave out.
  return { pool: (UserPool ?? {}) as PoolDescription, client: (UserPoolClient ?? {}) as ClientDescription };
}

/**
 * The users of a pool that are made here, by an administrator's calls.
 *
 * @param nameAttribute - by which they are found again
 */
export function createUserDirectory(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  nameAttribute: 'username' | 'email',
): UserDirectory {
  const failed = (call: string) => (error: unknown) => {
    throw explain(error, `cognito-idp:${call}`);
  };
  return {
    create: async ({ username: Username, password: Password, attributes }) => {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
      const create = new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' });
      await cognito.send(create).catch(failed('AdminCreateUser'));
      const permanent = new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true });
      await cognito.send(permanent).catch(failed('AdminSetUserPassword'));
    },
    remove: async (Username) => {
      await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username })).catch((error: unknown) => {
        if (!(error instanceof Error && error.name === 'UserNotFoundException')) throw error;
      });
    },
    list: async () => {
      const usernames: string[] = [];
      const pages = paginateListUsers(
        { client: cognito },
        { UserPoolId, Filter: `${nameAttribute} ^= "${USER_PREFIX}"` },
      );
      try {
        for await (const { Users = [] } of pages) {
          // Whatever the filter has let through: nobody else is removed.
          const ours = Users.filter(
            ({ Username = '', Attributes = [] }) =>
              Username.startsWith(USER_PREFIX) ||
              Attributes.some(({ Name, Value = '' }) => Name === nameAttribute && Value.startsWith(USER_PREFIX)),
          );
          usernames.push(...ours.map(({ Username = '' }) => Username));
        }
      } catch (error) {
        throw explain(error, 'cognito-idp:ListUsers');
      }
      return usernames;
    },
  };
}
