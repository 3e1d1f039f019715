// An AppSync function (AppSync's JavaScript runtime), the first in the pipeline of every root field of an API in Cognito's
// mode: rejects signed-out tokens by one strongly consistent read. Its verdict is that of lambda/core/verdict about a token
// that AppSync has found genuine and current. What is in braces lib/guard/guard-code.ts puts in.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html

import { extensions, runtime, util } from '@aws-appsync/utils';
import { endsWithSession } from './ends-with-session.js';

const TABLE = '{TABLE}';
const POOL = '{POOL}';
/** None: every client of the pool. */
const CLIENTS = '{CLIENTS}';
const TOKEN_USES = '{TOKEN_USES}';
const SUBSCRIPTION_TYPE = '{SUBSCRIPTION_TYPE}';
/** The subscriptions that are to end with their session. */
const LIVE_SUBSCRIPTIONS = '{LIVE_SUBSCRIPTIONS}';

/** Modes that take no token of the pool's. Another than these and those below is not known: its callers are judged. */
const OTHER_MODES = ['API Key Authorization', 'IAM Authorization', 'Lambda Authorization'];
const OPENID_CONNECT = 'Open ID Connect Authorization';

export function request(ctx) {
  // What comes next sees what it would see without this function.
  if (passesBy(ctx.identity)) runtime.earlyReturn(ctx.prev.result);
  const keys = Object.values(keysOf(subjectOf(ctx.identity))).map((key) => ({ key: util.dynamodb.toDynamoDB(key) }));
  return { operation: 'BatchGetItem', tables: { [TABLE]: { keys, consistentRead: true } } };
}

export function response(ctx) {
  if (ctx.error) unavailable();
  const { data, unprocessedKeys } = ctx.result;
  // Not read is not "not revoked".
  if (!data[TABLE] || (unprocessedKeys[TABLE] ?? []).length > 0) unavailable();
  const subject = subjectOf(ctx.identity);
  const found = data[TABLE].filter((item) => item !== null && item !== undefined);
  if (found.filter((item) => isRejectedBy(item, subject)).length > 0) util.unauthorized();
  const { parentTypeName, fieldName } = ctx.info;
  if (parentTypeName === SUBSCRIPTION_TYPE && isIn(LIVE_SUBSCRIPTIONS, fieldName)) setFilters(subject, ctx.args);
  return ctx.prev.result;
}

/** Whether the caller bears no token of the pool's. */
function passesBy(identity) {
  const mode = util.authType();
  return isIn(OTHER_MODES, mode) || (mode === OPENID_CONNECT && !isOfPool(identity.claims));
}

function isOfPool({ iss }) {
  return isText(iss) && iss.endsWith(`/${POOL}`);
}

/** What a token is revoked by, as lambda/core/token/claims.ts reads it. Whoever lacks any of it is rejected. */
function subjectOf({ claims }) {
  const { token_use: tokenUse, sub, origin_jti: originJti, jti, auth_time: authTime, iat, exp } = claims;
  const clientId = tokenUse === 'id' ? claims.aud : claims.client_id;
  const username = tokenUse === 'id' ? claims['cognito:username'] : claims.username;
  // Client credentials: the token is the client's own.
  const isMachine = tokenUse === 'access' && sub === clientId && username === undefined;
  const sessionId = isMachine ? jti : originJti;
  const signedInAt = isMachine ? iat : authTime;
  const texts = [sub, clientId, sessionId, username, originJti, jti].filter((text) => text !== undefined);
  const times = [iat, exp, signedInAt, authTime].filter((time) => time !== undefined);
  const required = [sub, clientId, sessionId, signedInAt, iat, exp].concat(isMachine ? [] : [username]);
  if (
    !isOfPool(claims) ||
    !isIn(TOKEN_USES, tokenUse) ||
    (CLIENTS.length > 0 && !isIn(CLIENTS, clientId)) ||
    isIn(required, undefined) ||
    !texts.every((text) => isText(text)) ||
    !times.every((time) => isTime(time))
  ) {
    util.unauthorized();
  }
  return { sub, clientId, sessionId, kind: isMachine ? 'token' : 'session', signedInAt, expiresAt: exp };
}

/** AppSync's documentation does not know `includes` of arrays. */
function isIn(values, value) {
  return values.indexOf(value) >= 0;
}

/** Longer ones can't be part of a key. */
function isText(value) {
  return typeof value === 'string' && value !== '' && value.length <= 256;
}

/** A NumericDate up to the year 9999. */
function isTime(value) {
  return typeof value === 'number' && value >= 0 && value <= 253402300799 && Math.floor(value) === value;
}

/** As lambda/core/revocation/revocation-key.ts. */
function keysOf({ kind, sessionId, sub, clientId }) {
  return {
    sessionKey: `${POOL}#${kind}#${sessionId}`,
    userKey: `${POOL}#user#${sub}`,
    clientKey: `${POOL}#client#${clientId}`,
    poolKey: `${POOL}#pool#${POOL}`,
  };
}

/** As lambda/core/revocation/revocation.ts. An item that can't be understood is not taken for none. */
function isRejectedBy(item, { kind, sessionId, signedInAt }) {
  if (item.kind === 'session' || item.kind === 'token') return true;
  const { tokensValidAfter, othersValidAfter, exemptSession } = item;
  const hasCutOff = typeof tokensValidAfter === 'number';
  const hasOthers = typeof othersValidAfter === 'number' && typeof exemptSession === 'string';
  if (item.kind === 'client' || item.kind === 'pool' ? !hasCutOff : item.kind !== 'user' || !(hasCutOff || hasOthers)) {
    unavailable();
  }
  const isExempt = kind === 'session' && sessionId === exemptSession;
  return (hasCutOff && signedInAt <= tokensValidAfter) || (hasOthers && signedInAt <= othersValidAfter && !isExempt);
}

/**
 * Lets the subscription end with its session. AppSync may not filter by the arguments any more once there are filters: so
 * they are made one, which a filter of the field's own resolver replaces, since that comes later.
 */
function setFilters(subject, args) {
  const filter = {};
  for (const [name, value] of Object.entries(args)) {
    if (value === null) util.error(`${name} must not be null: leave it out.`, 'invalid_request');
    if (typeof value !== 'object') filter[name] = { eq: value };
  }
  if (Object.keys(filter).length > 0) extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(filter));
  const ended = endsWithSession({ ...keysOf(subject), signedInAt: subject.signedInAt, expiresAt: subject.expiresAt });
  extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter(ended));
}

/** A fault is never reported as "signed out". */
function unavailable() {
  util.error('Whether the session is signed out could not be read: try again.', 'temporarily_unavailable');
}
