import type { JwksCache } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { JwtVerifier, type JwtVerifierProperties, type VerifyProperties } from 'aws-jwt-verify/jwt-verifier';

import { decomposeJwt } from './decomposed-jwt';
import { keysUrlOf } from './issuers';

/** All is said as it is made: nothing may be said with a token. */
// An empty object is what is meant.
// eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type
type Nothing = Pick<VerifyProperties, never>;

/** What {@link PoolJwtVerifier} is made of. */
export interface PoolJwtVerifierOptions {
  /** The user pool's. */
  readonly issuers: readonly string[];
  /** Seconds for which a token is accepted after its `exp`. */
  readonly graceSeconds: number;
  /** What Cognito's tokens are checked for besides: throws where they fail. */
  readonly check: (payload: JwtPayload) => void;
  readonly jwksCache: JwksCache;
}

/**
 * The verifier of `aws-jwt-verify`, that for JWTs of whomever, as its verifier for Cognito can't be built upon: it
 * finds the key, verifies the signature and checks the claims. It is not asked to take the token apart, which takes it most of the time
 * that it needs besides the signature (decomposed-jwt.ts).
 */
export class PoolJwtVerifier extends JwtVerifier<Nothing, JwtVerifierProperties<VerifyProperties>, true> {
  constructor({ issuers, graceSeconds, check, jwksCache }: PoolJwtVerifierOptions) {
    const customJwtCheck: VerifyProperties['customJwtCheck'] = ({ payload }) => {
      check(payload);
    };
    super(
      issuers.map((issuer) => ({ issuer, jwksUri: keysUrlOf(issuer), audience: null, graceSeconds, customJwtCheck })),
      jwksCache,
    );
  }

  protected override getVerifyParameters(token: string) {
    const decomposedJwt = decomposeJwt(token);
    const verifyProperties = this.getIssuerConfig(decomposedJwt.payload.iss);
    return { decomposedJwt, jwksUri: verifyProperties.jwksUri, verifyProperties };
  }
}
