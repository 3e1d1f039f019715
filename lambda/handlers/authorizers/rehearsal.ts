import type { Verification } from '../../core/token/verification';
import { introspect, type IntrospectionDependencies } from '../../core/verdict/introspection';

/** What {@link rehearse} needs: all that decides, but for what knows the pool's keys. */
export interface RehearsalDependencies extends Omit<IntrospectionDependencies, 'verifier'> {
  readonly userPoolId: string;
  /** One of the app clients whose tokens are accepted. */
  readonly clientId: string;
}

/** No user and no session has this id: those of Cognito are UUIDs. */
const NOBODY = 'initialization';
/**
 * The first decision opens the connection, and reads what concerns every token along; the next goes the way of every later
 * one. From the third on it is only the compiler that learns: more than these do not make the first request faster.
 */
const TIMES = 3;

/**
 * Decides on nobody, as the first request would be decided on: nothing that this finds or concludes is of use to anybody, but for
 * the connection, for code that has been run, and for what concerns all of the pool's tokens, which is remembered as ever.
 *
 * @throws RevocationError if the table can't be read
 */
export async function rehearse({ userPoolId, clientId, ...dependencies }: RehearsalDependencies): Promise<void> {
  const verification: Verification = { genuine: true, payload: payloadOf(userPoolId, clientId) };
  const verifier = { verify: () => Promise.resolve(verification) };
  for (let times = 0; times < TIMES; times++) await introspect(NOBODY, { ...dependencies, verifier });
}

/** As Cognito writes it. It never was in a token. */
function payloadOf(userPoolId: string, clientId: string): Readonly<Record<string, unknown>> {
  return {
    sub: NOBODY,
    'cognito:groups': [NOBODY],
    iss: userPoolId,
    client_id: clientId,
    origin_jti: NOBODY,
    event_id: NOBODY,
    token_use: 'access',
    scope: NOBODY,
    auth_time: 0,
    exp: 253_402_300_799,
    iat: 0,
    jti: NOBODY,
    username: NOBODY,
  };
}
