import type { TokenUse } from '../../contract';

/** Nobody's id, as long as those of Cognito: no user, session or token has it, for theirs are UUIDs. */
export const NOBODY = 'initialization-of-36-characters-----';

/** What a token of nobody's would say, as Cognito writes it, for what is run before anybody asks. */
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
    auth_time: 1,
    exp: 4_000_000_000,
    iat: 1,
    jti: NOBODY,
    username: NOBODY,
    'cognito:username': NOBODY,
  };
}
