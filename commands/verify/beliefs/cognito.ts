import { setTimeout as sleep } from 'node:timers/promises';

import type { Lab } from '../lab';
import { payloadOf, type CognitoAnswer, type Tokens } from '../sessions';
import type { Attempt, Belief } from './belief';

const SUBJECT = 'Cognito';
const DECISION = 'docs/decisions/005-a-local-cloud.md';
const REFERENCE = 'https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference';
const GUIDE = 'https://docs.aws.amazon.com/cognito/latest/developerguide';

/** What is believed of Cognito, and can be tried with users of one's own. */
export const COGNITO_BELIEFS: readonly Belief[] = [
  {
    id: 'one-session',
    subject: SUBJECT,
    place: 'tokens',
    expected: 'access and ID token of a sign-in share sub, origin_jti and auth_time',
    source: `${GUIDE}/token-revocation.html`,
    attempt: async ({ sessions, user }) => {
      const { access, id } = await sessions.signIn(user);
      return same(payloadOf(access), payloadOf(id), ['sub', 'origin_jti', 'auth_time']);
    },
  },
  {
    id: 'refresh-keeps',
    subject: SUBJECT,
    place: 'refresh',
    expected: 'a refresh keeps origin_jti and auth_time',
    source: 'docs/decisions/002-whole-second-cut-offs.md',
    attempt: async (lab) => {
      if (lab.client.rotates) return { notTried: 'The app client rotates refresh tokens: see the next line.' };
      return overRefresh(lab);
    },
  },
  {
    id: 'rotation-keeps',
    subject: SUBJECT,
    place: 'rotation',
    expected: 'a refresh that replaces the refresh token keeps origin_jti and auth_time',
    source: 'https://github.com/authts/oidc-client-ts/issues/2107 (2025: auth_time moved)',
    attempt: async (lab) => {
      if (lab.client.rotates) return overRefresh(lab);
      return {
        notTried:
          'The app client does not rotate refresh tokens. Verify with --client-id of one that does, if there is one: ' +
          'where auth_time moves, others, global and client cut-offs miss refreshed tokens.',
      };
    },
  },
  {
    id: 'rotation-revoke-replaced',
    subject: SUBJECT,
    place: 'rotation',
    expected: 'RevokeToken of a refresh token that was replaced: not documented, either is taken care of',
    source: DECISION,
    attempt: async ({ client, sessions, user }) => {
      if (!client.rotates) return { notTried: 'The app client does not rotate refresh tokens.' };
      const before = await sessions.signIn(user);
      await refreshed({ sessions }, before);
      return { seen: await sessions.revoke(before.refresh), holds: true };
    },
  },
  {
    id: 'refresh-token-opaque',
    subject: SUBJECT,
    place: 'tokens',
    expected: 'a refresh token is encrypted: it has five parts, and tells no session',
    source: `${GUIDE}/amazon-cognito-user-pools-using-the-refresh-token.html`,
    attempt: async ({ sessions, user }) => {
      const parts = (await sessions.signIn(user)).refresh.split('.').length;
      return { seen: `${String(parts)} parts`, holds: parts === 5 };
    },
  },
  {
    id: 'revoke-ends',
    subject: SUBJECT,
    place: 'RevokeToken',
    expected: 'GetUser and a refresh are NotAuthorizedException',
    source: `${REFERENCE}/API_RevokeToken.html`,
    attempt: async ({ sessions, user }) => {
      const tokens = await sessions.signIn(user);
      const revoked = await sessions.revoke(tokens.refresh);
      return refusals(
        [revoked, 'accepted'],
        [await sessions.getUser(tokens.access), await refreshAnswer(sessions, tokens)],
      );
    },
  },
  {
    id: 'revoke-dead',
    subject: SUBJECT,
    place: 'RevokeToken',
    expected: 'of a dead refresh token: accepted, or NotAuthorizedException (not documented)',
    source: DECISION,
    attempt: async ({ sessions, user }) => {
      const { refresh } = await sessions.signIn(user);
      await sessions.revoke(refresh);
      const seen = await sessions.revoke(refresh);
      return { seen, holds: ['accepted', 'NotAuthorizedException'].includes(seen) };
    },
  },
  {
    id: 'global-second',
    subject: SUBJECT,
    place: 'GlobalSignOut',
    expected: 'sign-ins of the same second may be ended too; those of the next second are alive',
    source: 'https://github.com/aws/aws-sdk-java/issues/2449',
    attempt: triesOfTheSecond,
  },
  {
    id: 'global-by-sub',
    subject: SUBJECT,
    place: 'AdminUserGlobalSignOut',
    expected: 'accepted: a sub will do for the username',
    source: `${REFERENCE}/API_AdminUserGlobalSignOut.html`,
    attempt: async ({ sessions, user }) => {
      const { access } = await sessions.signIn(user);
      const seen = await sessions.adminGlobalSignOut(String(payloadOf(access)['sub']));
      if (seen === 'AccessDeniedException') return notPermitted('AdminUserGlobalSignOut');
      return { seen, holds: seen === 'accepted' };
    },
  },
  {
    id: 'updated-issuer',
    subject: SUBJECT,
    place: 'keys',
    expected: '4xx for the keys of the updated issuer, of a pool that has not opted in',
    source: 'https://github.com/awslabs/aws-jwt-verify/issues/279',
    isOfAwsAlone: true,
    attempt: async ({ ask, region, target }) => {
      const host = `issuer-cognito-idp.${region}.amazonaws.com`;
      const { status, told, took } = await ask(`https://${host}/${target.userPoolId}/.well-known/jwks.json`);
      return { seen: told, holds: status >= 400 && status < 500, took };
    },
  },
  {
    id: 'password-set',
    subject: SUBJECT,
    place: 'AdminSetUserPassword',
    expected: 'whether sessions live on is not documented: either is taken care of',
    source: 'docs/sign-outs-made-elsewhere.md',
    attempt: async ({ sessions, user }) => {
      const tokens = await sessions.signIn(user);
      await sessions.setPassword(user);
      const [atGetUser, atRefresh] = [await sessions.getUser(tokens.access), await refreshAnswer(sessions, tokens)];
      return { seen: `GetUser ${atGetUser}, refresh ${atRefresh}`, holds: true };
    },
  },
  {
    // The last: nobody is a stranger any more after it.
    id: 'user-deleted',
    subject: SUBJECT,
    place: 'AdminDeleteUser',
    expected: 'the refresh token is refused',
    source: 'docs/sign-outs-made-elsewhere.md',
    attempt: async ({ sessions, stranger }) => {
      const tokens = await sessions.signIn(stranger);
      await sessions.deleteUser(stranger.username);
      const [atGetUser, atRefresh] = [await sessions.getUser(tokens.access), await refreshAnswer(sessions, tokens)];
      return { seen: `GetUser ${atGetUser}, refresh ${atRefresh}`, holds: atRefresh !== 'accepted' };
    },
  },
];

/** In the second of a GlobalSignOut, and in the next. */
async function triesOfTheSecond({ sessions, user }: Lab): Promise<Attempt> {
  const rounds = 3;
  let sameSecond = 0;
  let ended = 0;
  let alive = 0;
  for (let round = 0; round < rounds; round++) {
    const before = await sessions.signIn(user);
    const answer = await sessions.globalSignOut(before.access);
    if (answer !== 'accepted') return { notTried: `GlobalSignOut was answered ${answer}.` };
    const answeredIn = Math.floor(Date.now() / 1000);
    const meanwhile = await sessions.signIn(user);
    if (payloadOf(meanwhile.access)['auth_time'] === answeredIn) {
      sameSecond++;
      if ((await refreshAnswer(sessions, meanwhile)) !== 'accepted') ended++;
    }
    await sleep(Math.max(0, (answeredIn + 1) * 1000 + 100 - Date.now()));
    if ((await refreshAnswer(sessions, await sessions.signIn(user))) === 'accepted') alive++;
  }
  const seen = `ended ${String(ended)} of ${String(sameSecond)} in the same second; of the next second alive: ${String(alive)} of ${String(rounds)}`;
  return { seen, holds: alive === rounds };
}

async function overRefresh({ sessions, user }: Lab): Promise<Attempt> {
  const before = await sessions.signIn(user);
  // Or else the same second would hide a new time.
  await sleep(1100);
  const after = await refreshed({ sessions }, before);
  return same(payloadOf(before.access), payloadOf(after.access), ['origin_jti', 'auth_time']);
}

async function refreshed({ sessions }: Pick<Lab, 'sessions'>, tokens: Tokens): Promise<Tokens> {
  const after = await sessions.refresh(tokens);
  return typeof after === 'string' ? { ...tokens, access: after } : after;
}

async function refreshAnswer(sessions: Lab['sessions'], tokens: Tokens): Promise<CognitoAnswer> {
  const after = await sessions.refresh(tokens);
  return typeof after === 'string' ? after : 'accepted';
}

type Payload = Readonly<Record<string, unknown>>;

/** Never the values: they are in tokens. */
function same(one: Payload, other: Payload, claims: readonly string[]): Attempt {
  const told = claims.map((claim) => {
    if (one[claim] === undefined || other[claim] === undefined) return `${claim} missing`;
    return `${claim} ${one[claim] === other[claim] ? 'the same' : 'another'}`;
  });
  return { seen: told.join(', '), holds: told.every((text) => text.endsWith('the same')) };
}

function refusals(
  [first, needed]: readonly [CognitoAnswer, CognitoAnswer],
  answers: readonly CognitoAnswer[],
): Attempt {
  if (first !== needed) return { seen: first, holds: false };
  return { seen: answers.join(', '), holds: answers.every((answer) => answer === 'NotAuthorizedException') };
}

function notPermitted(call: string): Attempt {
  return { notTried: `The credentials lack cognito-idp:${call}.` };
}
