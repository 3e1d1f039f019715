/** Why a token is not a genuine, current token of an accepted client. */
export type VerificationFailure =
  'malformed_token' | 'bad_signature' | 'unknown_key' | 'expired' | 'wrong_issuer' | 'wrong_client' | 'wrong_token_use';

/** The payload of a genuine token, or why it is not one. */
export type Verification =
  | { readonly genuine: true; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly genuine: false; readonly reason: VerificationFailure };

/** Knows the user pool's keys. */
export interface TokenVerifier {
  /**
   * Whether the user pool signed this token for an accepted client and use, and it has not expired.
   *
   * @throws RevocationError `signing_keys_unavailable`, `signing_key_unknown` if that can't be known: its key could not be looked up, or not now
   */
  verify(token: string): Promise<Verification>;
}
