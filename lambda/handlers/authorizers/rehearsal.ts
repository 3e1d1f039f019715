import { NOBODY, payloadOfNobody } from '../../core/token/nobody';
import type { Verification } from '../../core/token/verification';
import type { IntrospectionDependencies } from '../../core/verdict/introspection';
import type { AuthorizerDependencies } from './verdict';

/** Makes a function's handler. */
export type CreateHandler = (dependencies: AuthorizerDependencies) => (event: never) => Promise<unknown>;

/** What {@link rehearse} needs: all that decides, but for what knows the pool's keys. */
export interface RehearsalDependencies extends Omit<IntrospectionDependencies, 'verifier'> {
  readonly userPoolId: string;
  /** One of the app clients whose tokens are accepted. */
  readonly clientId: string;
}

/**
 * The first decision opens the connection, and reads what concerns every token along; the next goes the way of every later
 * one. From the third on it is only the compiler that learns: more than these do not make the first request faster.
 */
const TIMES = 3;

/** A request of nobody's, as each kind of gateway tells it. */
const REQUEST = {
  headers: { authorization: `Bearer ${NOBODY}` },
  authorizationToken: `Bearer ${NOBODY}`,
  methodArn: NOBODY,
  requestContext: { requestId: NOBODY },
};

/**
 * Decides on nobody's request, as the first one would be decided on, from the event to the answer: nothing that this finds or
 * concludes is of use to anybody, but for the connection, for code that has been run, and for what concerns all of the pool's
 * tokens, which is remembered as ever. Operators are told nothing.
 *
 * @param create - makes the function's handler: one that takes whatever it is given for genuine, and is reached by nobody
 * @throws whatever that handler throws, as where the table can't be read
 */
export async function rehearse(dependencies: RehearsalDependencies, create: CreateHandler): Promise<void> {
  const { userPoolId, clientId, ...deciding } = dependencies;
  // Of an issuer no more is read here than the pool that it ends with.
  const verification: Verification = { genuine: true, payload: payloadOfNobody(userPoolId, clientId) };
  const verifier = { verify: () => Promise.resolve(verification) };
  const telemetry = { rejected: () => undefined, fault: () => undefined };
  const handler = create({ ...deciding, verifier, telemetry });
  for (let times = 0; times < TIMES; times++) await handler(REQUEST as never);
}
