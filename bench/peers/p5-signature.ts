import { createVerifier, tokenOf, type PeerEvent, type PeerResult } from './common';

// P5: the signature and no more, as API Gateway does it: what it accepts may be signed out.

/** Verifies a token. */
export const verify = createVerifier();

export const handler = async (event: PeerEvent): Promise<PeerResult> => {
  await verify(tokenOf(event));
  return { isAuthorized: true };
};
