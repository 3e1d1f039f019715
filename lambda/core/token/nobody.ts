import type { TokenUse } from '../../contract';

/** Nobody's id, as long as those of Cognito: no user, session or token has it, for theirs are UUIDs. */
export const NOBODY = 'initialization-of-36-characters-----';

/** In the year 2096 (NumericDate). */
const LATE = 3_999_999_999;

/**
 * What an access and an ID token of nobody's would say, both at once, for what is run before anybody asks. It is signed in to after
 * any cut-off that there may be: what is run goes all the way.
 */
export function payloadOfNobody(
  issuer: string,
  clientId = NOBODY,
  tokenUse: TokenUse = 'access',
): Readonly<Record<string, unknown>> {
  return {
    sub: NOBODY,
    'cognito:groups': [NOBODY],
    iss: issuer,
    client_id: clientId,
    aud: clientId,
    origin_jti: NOBODY,
    event_id: NOBODY,
    token_use: tokenUse,
    scope: NOBODY,
    auth_time: LATE,
    exp: LATE + 1,
    iat: LATE,
    jti: NOBODY,
    username: NOBODY,
    'cognito:username': NOBODY,
  };
}
