import { RevocationError } from '../../lambda/core/errors';
import { isRejectedBy } from '../../lambda/core/revocation/revocation';
import { isMachineToken, parseClaims, type TokenClaims } from '../../lambda/core/token/claims';
import { introspect, type IntrospectionDependencies } from '../../lambda/core/verdict/introspection';
import { InsufficientScopeError, InvalidTokenError, UnavailableError } from '../api/errors';
import { assertRequirements, meets } from '../api/requirements';
import type { Session } from '../api/session';
import type { Requirements, Verifier } from '../api/verifier';

/** What {@link verifierOf} needs. */
export interface VerifierDependencies extends IntrospectionDependencies {
  /** Whether claims are of an issuer, a client and a use that are accepted. */
  readonly isAccepted: (claims: TokenClaims) => boolean;
  /** Is told of every fault. */
  readonly onUnavailable: (error: UnavailableError) => void;
}

/** The authorizer's own verdict ({@link introspect}), as a value or an error. */
export function verifierOf(dependencies: VerifierDependencies): Verifier {
  const { findRevocations, isAccepted, onUnavailable } = dependencies;

  const known = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (cause) {
      const error = new UnavailableError(cause instanceof RevocationError ? cause.code : 'unexpected', { cause });
      tell(error, onUnavailable);
      throw error;
    }
  };

  return {
    async verify(token: string | undefined, requirements: Requirements = {}) {
      assertRequirements(requirements);
      const verdict = await known(introspect(textOf(token), dependencies));
      if (!verdict.active) throw new InvalidTokenError(verdict.reason);
      const session = sessionOf(verdict.claims);
      if (!meets(session, requirements)) throw new InsufficientScopeError(requirements.scopes ?? []);
      return session;
    },

    async isRevoked(claims: unknown) {
      if (typeof claims !== 'object' || claims === null) return true;
      const parsed = parseClaims(claims as Readonly<Record<string, unknown>>);
      if (!parsed.ok || !isAccepted(parsed.claims)) return true;
      const found = await known(findRevocations(parsed.claims));
      return found.some((revocation) => isRejectedBy(revocation, parsed.claims));
    },
  };
}

/** Whoever is told may fail in turn, at once or later. That must neither take the place of the answer nor end the process. */
function tell(error: UnavailableError, onUnavailable: (error: UnavailableError) => unknown): void {
  new Promise((resolve) => {
    resolve(onUnavailable(error));
  }).catch(() => undefined);
}

/** What `Headers.get()` says of no header may come here from JavaScript: a request without a token, and no fault of ours. */
function textOf(token: string | null | undefined): string | undefined {
  return token ?? undefined;
}

function sessionOf(claims: TokenClaims): Session {
  return {
    sub: claims.sub,
    username: claims.username ?? null,
    clientId: claims.clientId,
    tokenUse: claims.tokenUse,
    sessionId: claims.session.id,
    authTime: isMachineToken(claims) ? null : claims.signedInAt,
    expiresAt: claims.expiresAt,
    // A trigger may have put a claim of that name into an ID token: what Cognito grants is in access tokens.
    scopes: claims.tokenUse === 'id' ? [] : claims.scope.split(' ').filter((scope) => scope !== ''),
    groups: claims.groups,
  };
}
