/** Who is in the benchmark. */
export const POOL = 'us-east-1_Example';
export const CLIENT = 'client-1';
export const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;

/** The tables: ours, and those of the peers that keep their records otherwise. */
export const TABLES = { revocations: 'revocations', large: 'revocations-large', byUser: 'by-user', tokens: 'tokens' };

/** Names of cases, as they are reported. */
export const LIMIT = 'the limit';
/** With Node.js's HTTP client, which the limit once was: what the goals are ratios to. */
export const NODE_LIMIT = 'the limit by `node:http`';
/** The limit with the request of a decision: two keys, where the limit reads one. */
export const TWO_KEYS = 'the limit, with two keys';
/** The limit's request alone. */
export const READ_ALONE = 'the limit, without its verification';
export const OURS = {
  new: 'this project, every token new',
  mixed: 'this project, one in ten new',
  seen: 'this project, tokens seen before',
} as const;
/** What has to do with no token in particular. */
export const PROJECT = 'this project';
export const PEERS = {
  'P1 naive': 'p1-naive',
  'P2 query': 'p2-query',
  'P3 two reads': 'p3-two-reads',
  'P4 batch, SDK': 'p4-batch',
  'P5 signature only': 'p5-signature',
} as const;
export const CORRECT_PEER = 'P4 batch, SDK';
export const EMPTY = 'an empty handler';
export const SIGN_OUT = 'this project’s sign-out';
export const SIGN_OUT_PEER = 'P6 sign-out, SDK';

/** What a verification by aws-jwt-verify is made of, each alone, and what one would be that takes less. */
export const PARTS = {
  unremembered: 'this project, without a memory of tokens',
  signature: 'the signature as the library asks for it: `createVerify`, with options',
  traced: '… and with the stack traces that Node.js makes of it',
  ours: 'taking the token apart, as this project does',
  decomposed: 'taking the token apart, as the library does: `decomposeUnverifiedJwt`',
  revived: '… of that the JSON, with a reviver',
  parsed: '… which without one would be',
  checks: 'the checks of the claims',
  own: 'a bare verification, the token taken apart as this project does, and the library’s checks',
} as const;

/** Users who have signed out of nothing. */
export const NONE = 'none';
export const NONE_IN_LARGE_TABLE = 'none, in a large table';

/** A case of the peer that reads all that a user has signed out of. */
export function ofPeer(count: string): string {
  return `P2, ${count}`;
}

/** The same case a second time: whatever it differs by is the machine's. */
export function again(name: string): string {
  return `${name}, once more`;
}
