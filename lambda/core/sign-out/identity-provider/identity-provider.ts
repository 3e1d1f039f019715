import type { VerificationFailure } from '../../token/verification';

/** Who signs users in for the user pool, and may sign them out here. */
export interface IdentityProvider {
  /** What Cognito calls it: the federated names of its users begin with it. */
  readonly name: string;
  /** `iss` of its tokens, to the character. */
  readonly issuer: string;
  /** Where its signing keys are published, by https. */
  readonly jwksUri: string;
  /** What it calls the user pool: the client id of an OpenID Connect client. */
  readonly clientId: string | undefined;
  /** What it calls itself where it names its users (`iss` of a subject identifier): of SAML, the entity id. */
  readonly subjectIssuer: string;
  /** The address of our global token revocation, as it knows it. */
  readonly revocationUrl: string;
}

/** The content of a token that an identity provider has signed, or why it is none. Its times have not been looked at. */
export type ProviderVerification =
  | {
      readonly genuine: true;
      readonly provider: IdentityProvider;
      /** `typ` of its header. */
      readonly type: string | undefined;
      readonly payload: Readonly<Record<string, unknown>>;
    }
  | { readonly genuine: false; readonly reason: VerificationFailure };

/** Knows the identity providers' keys. */
export interface ProviderTokenVerifier {
  /**
   * Whether the identity provider that a token names has signed it.
   *
   * @throws RevocationError `provider_keys_unavailable`, `signing_key_unknown` if that can't be known now
   */
  verify(token: string): Promise<ProviderVerification>;
}

/** What was read of a request, or what is wrong with it. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly description: string };

/** See {@link Read}. */
export function read<T>(value: T): Read<T> {
  return { ok: true, value };
}

/** See {@link Read}. The description repeats nothing that was sent. */
export function unread(description: string): { readonly ok: false; readonly description: string } {
  return { ok: false, description };
}
