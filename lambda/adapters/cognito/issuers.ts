import { CognitoJwtVerifier } from 'aws-jwt-verify';

/** Where an issuer's keys are published. */
export function keysUrlOf(issuer: string): string {
  return `${issuer}/.well-known/jwks.json`;
}

/**
 * The two issuers that a user pool's tokens may name (`iss`): its own, and the one that its owner may switch it over to.
 *
 * @throws Error if the id is none that `aws-jwt-verify` takes
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export function issuersOf(userPoolId: string): readonly [own: string, updated: string] {
  const { issuer } = CognitoJwtVerifier.parseUserPoolId(userPoolId);
  const updated = CognitoJwtVerifier.parseUserPoolId(userPoolId, 'issuer-cognito-idp');
  return [issuer, updated.issuer];
}
