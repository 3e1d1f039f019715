import { PATH, type StackView } from '../../pages/console/api';
import { refusal, type Answer, type Route } from '../../pages/server/answer';
import type { Aws, AwsConnection } from './aws/connection';
import { findConnections } from './aws/connections';
import { findDeadLetters } from './aws/queues';
import { findRevocations, scanRevocations } from './aws/revocations';
import { postToApi } from './aws/sign-out-api';
import { findSite } from './aws/stack';
import { findUsers } from './aws/users';
import { ConsoleError, type ConsoleErrorCode } from './console-error';
import type { ConsoleOptions } from './options';
import {
  readOfUser,
  readRecordQuestion,
  readSignOutQuestion,
  readUserQuestion,
  readUserRecordQuestion,
} from './questions';
import { sessionsIn, sessionsQuestion } from './sessions';
import { requireConfirmation, signOutIn } from './sign-outs';
import type { Site } from './site';

/** What the page may ask. */
export interface ConsoleRoutes {
  readonly routes: Readonly<Record<string, Route>>;
  /** The sign-outs that have begun, and have not been answered. */
  readonly underWay: ReadonlySet<Promise<unknown>>;
}

/** Answers a question with what AWS says. */
type Ask = (at: Site, aws: AwsConnection, body: unknown, signal: AbortSignal) => Promise<unknown>;

/** HTTP's status of what is none of AWS's faults. */
const STATUS: Partial<Record<ConsoleErrorCode, number>> = {
  invalid_request: 400,
  no_sessions: 404,
  no_connections: 404,
};

/** A sign-out that has begun is not given up because nobody waits for it any more. */
const NEVER = new AbortController().signal;

/**
 * What the page may ask, and who answers it. Where things are is found once, and again each time that the page is loaded.
 *
 * @param found - where things are now
 */
export function createRoutes(aws: Aws, options: ConsoleOptions, found: Site): ConsoleRoutes {
  let site = found;
  const underWay = new Set<Promise<unknown>>();
  const ask =
    (question: Ask): Route =>
    (body, signal) =>
      answerOf(aws.use((connection) => question(site, connection, body, signal)));

  const routes: Record<string, Route> = {
    [PATH.stack]: ask(async (_, connection, __, signal) => {
      site = await findSite(connection, options, signal);
      return viewOf(site);
    }),
    [PATH.users]: ask((at, { cognito }, body, signal) =>
      findUsers(cognito, at.userPoolId, readUserQuestion(body), signal),
    ),
    [PATH.sessions]: ask(async (at, caller, body, signal) => {
      const members = sessionsQuestion(readOfUser(body));
      return sessionsIn(
        await postToApi(caller, at.signOutApi, { path: '/admin/sessions', members, changes: false }, signal),
      );
    }),
    [PATH.connections]: ask((at, { dynamoDb }, body, signal) =>
      findConnections(dynamoDb, { table: connectionTableOf(at), userPoolId: at.userPoolId }, readOfUser(body), signal),
    ),
    [PATH.userRecord]: ask(async (at, { dynamoDb }, body, signal) => ({
      items: await findRevocations(dynamoDb, recordOf(at), readUserRecordQuestion(body), signal),
    })),
    [PATH.record]: ask((at, { dynamoDb }, body, signal) =>
      scanRevocations(dynamoDb, recordOf(at), readRecordQuestion(body), signal),
    ),
    [PATH.queues]: ask(async (at, { sqs }, _, signal) => ({ items: await findDeadLetters(sqs, at.queues, signal) })),
    [PATH.signOut]: (body, signal) => {
      const signOut = ask(async (at, caller) => {
        const question = readSignOutQuestion(body);
        requireConfirmation(question, at);
        const members = { ...question.target, reason: question.reason };
        return signOutIn(
          await postToApi(caller, at.signOutApi, { path: '/admin/sign-out', members, changes: true }, NEVER),
        );
      })(body, signal);
      underWay.add(signOut);
      return signOut.finally(() => underWay.delete(signOut));
    },
  };
  return { routes, underWay };
}

async function answerOf(answer: Promise<unknown>): Promise<Answer> {
  try {
    return { status: 200, body: await answer };
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return refusal(STATUS[error.code] ?? 502, error.code, error.message);
  }
}

function viewOf(site: Site): StackView {
  const { stack, region, userPoolId, clientIds, signOutApi, connectionTable, revocationTable } = site;
  return {
    stack,
    region,
    userPoolId,
    clientIds,
    signOutApi,
    hasConnections: connectionTable !== undefined,
    ...(revocationTable !== undefined && { revocationTable }),
  };
}

function connectionTableOf({ connectionTable, connectionTableProblem }: Site): string {
  if (connectionTable !== undefined) return connectionTable;
  if (connectionTableProblem !== undefined) throw new ConsoleError('not_permitted', connectionTableProblem);
  const text =
    'This stack keeps no open connections. To end them with their session, add the construct LiveConnections to it.';
  throw new ConsoleError('no_connections', text);
}

function recordOf({ revocationTable, userPoolId, stack }: Site): {
  readonly table: string;
  readonly userPoolId: string;
} {
  if (revocationTable !== undefined) return { table: revocationTable, userPoolId };
  throw new ConsoleError(
    'incomplete_stack',
    `The stack ${stack} does not say where revocations are kept: add an output RevocationTableName to it.`,
  );
}
