import {
  ListUsersCommand,
  type CognitoIdentityProviderClient,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';

import type { Page, UserQuestion, UserView } from '../../../pages/console/api';
import { ConsoleError } from '../console-error';
import { soon } from './connection';
import { explain } from './failures';
import { present } from './tables';

/** How many Cognito answers at once; it allows 60. */
const LIMIT = 30;
/** Characters. */
const MAX_FILTER = 256;
const SUB = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Finds users, a part at a time: by the beginning of a username or an e-mail address, or by a whole `sub`; all of them, if
 * nothing is said. Cognito looks at one attribute at a time, so it is asked of each at once.
 *
 * @throws ConsoleError `invalid_request` if Cognito does not search for such a text; and as any call to AWS
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export async function findUsers(
  client: CognitoIdentityProviderClient,
  UserPoolId: string,
  { text, nextToken }: UserQuestion,
  signal: AbortSignal,
): Promise<Page<UserView>> {
  const filters = filtersOf(text.trim());
  if (filters.some((filter = '') => filter.length > MAX_FILTER)) throw unsearchable(undefined);
  const call = ['cognito-idp:ListUsers', `the user pool ${UserPoolId}`] as const;
  const tokens = nextToken === undefined ? undefined : tokensIn(nextToken);
  const parts = await Promise.all(
    filters.map(async (Filter, index) => {
      const PaginationToken = tokens?.[index] ?? undefined;
      if (tokens !== undefined && PaginationToken === undefined) return { users: [], token: undefined };
      const command = new ListUsersCommand({ UserPoolId, Filter, Limit: LIMIT, PaginationToken });
      const answer = await client.send(command, soon(signal)).catch((error: unknown) => {
        throw isUnsearchable(error) ? unsearchable(error) : explain(error, ...call);
      });
      return { users: answer.Users ?? [], token: answer.PaginationToken };
    }),
  );
  const found = new Map(parts.flatMap(({ users }) => users.map(viewOf)).map((user) => [user.sub, user]));
  const left = parts.map(({ token }) => token ?? null);
  const hasMore = left.some((token) => token !== null);
  return { items: [...found.values()], ...(hasMore && { nextToken: JSON.stringify(left) }) };
}

/** One for each attribute that may be meant. */
function filtersOf(text: string): readonly (string | undefined)[] {
  if (text === '') return [undefined];
  const literal = quote(text);
  return SUB.test(text)
    ? [`sub = ${literal}`, `username = ${literal}`]
    : [`username ^= ${literal}`, `email ^= ${literal}`];
}

/** A text in a filter is data, whatever it holds: Cognito wants quotation marks in it to have a backslash before them. */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function isUnsearchable(error: unknown): boolean {
  return error instanceof Error && error.name === 'InvalidParameterException';
}

function unsearchable(cause: unknown): ConsoleError {
  const text =
    'Cognito does not search for such a text: try a shorter one, and only what a username or an address may hold.';
  return new ConsoleError('invalid_request', text, { cause });
}

function tokensIn(text: string): readonly (string | null)[] {
  try {
    const tokens: unknown = JSON.parse(text);
    return Array.isArray(tokens) ? tokens.map((token) => (typeof token === 'string' ? token : null)) : [];
  } catch {
    return [];
  }
}

function viewOf({ Username = '', Attributes = [], UserStatus, Enabled, UserCreateDate }: UserType): UserView {
  const attribute = (name: string) => Attributes.find(({ Name }) => Name === name)?.Value;
  const createdAt = UserCreateDate?.getTime();
  return present<UserView>({
    sub: attribute('sub') ?? '',
    username: Username,
    email: attribute('email'),
    status: UserStatus,
    enabled: Enabled !== false,
    createdAt: createdAt === undefined ? undefined : Math.floor(createdAt / 1000),
  });
}
