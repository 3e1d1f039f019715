import { userPoolIdIn } from './claims';

/** Whether a token claims to be of a user pool: unverified, as below. */
export function isOfPool(token: string, userPoolId: string): boolean {
  const issuer = claimedIssuer(token);
  return issuer !== undefined && userPoolIdIn(issuer) === userPoolId;
}

/**
 * The issuer that a token claims to be of, unverified: good for turning a token away, and for nothing else.
 *
 * @returns undefined if the text is no JWT, or names none
 */
export function claimedIssuer(token: string): string | undefined {
  const [, payload, signature, ...more] = token.split('.');
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    // An issuer is ASCII: that `atob` reads bytes, and no UTF-8, does not matter to it.
    const claims = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { iss?: unknown } | null;
    return typeof claims?.iss === 'string' ? claims.iss : undefined;
  } catch {
    return undefined;
  }
}
