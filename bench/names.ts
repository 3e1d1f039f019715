/** Who is in the benchmark. */
export const POOL = 'us-east-1_Example';
export const CLIENT = 'client-1';
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;

/** The tables: ours, and those of the peers that keep their records otherwise. */
export const TABLES = { revocations: 'revocations', large: 'revocations-large', byUser: 'by-user', tokens: 'tokens' };
