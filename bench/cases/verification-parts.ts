import { createPublicKey, createVerify } from 'node:crypto';

import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import { decomposeUnverifiedJwt, validateJwtFields } from 'aws-jwt-verify/jwt';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import { safeJsonParse } from 'aws-jwt-verify/safe-json-parse';

import { decomposeJwt } from '../../lambda/adapters/cognito/decomposed-jwt';
import { withoutStackTraces } from '../../lambda/adapters/cognito/stack-traces';
import type { SigningKey } from '../environment';
import type { Case } from '../measure';
import { CLIENT, ISSUER, PARTS } from '../names';
import { verifySignature } from '../signature';
import type { Visitor } from '../tokens';
import { everyOneNew } from '../turns';

/** What a verification by aws-jwt-verify is made of, each part alone. */
export function verificationParts({ publicKey, kid }: SigningKey, visitors: readonly Visitor[]): Case[] {
  // As the library has it: of a JWK.
  const key = createPublicKey({ key: { ...publicKey.export({ format: 'jwk' }), kid }, format: 'jwk' });
  const tokens = visitors.map(({ token }) => token);
  const texts = tokens.map(textsOf);

  const signature = (token: string) => {
    const end = token.lastIndexOf('.');
    const options = { key, dsaEncoding: 'ieee-p1363' } as const;
    return createVerify('RSA-SHA256')
      .update(token.slice(0, end))
      .verify(options, token.slice(end + 1), 'base64');
  };
  return [
    over(PARTS.signature, tokens, (token) => withoutStackTraces(() => signature(token))),
    over(PARTS.traced, tokens, signature),
    over(PARTS.ours, tokens, decomposeJwt),
    over(PARTS.decomposed, tokens, decomposeUnverifiedJwt),
    over(PARTS.revived, texts, (parts) => parts.map((text) => safeJsonParse(text))),
    over(PARTS.parsed, texts, (parts) => parts.map((text) => JSON.parse(text) as unknown)),
    over(PARTS.checks, texts.map(payloadOf), check),
    over(PARTS.own, tokens, (token) => {
      if (!verifySignature(token, publicKey)) throw new Error('not genuine');
      check(decomposeJwt(token).payload);
    }),
  ];
}

function over<T>(name: string, items: readonly T[], run: (item: T) => unknown): Case {
  const next = everyOneNew(items);
  return { name, run: () => run(next()) };
}

/** Header and payload. */
function textsOf(token: string): readonly string[] {
  return token.split('.', 2).map((part) => Buffer.from(part, 'base64url').toString());
}

function payloadOf([, payload = '']: readonly string[]): JwtPayload {
  return JSON.parse(payload) as JwtPayload;
}

function check(payload: JwtPayload): void {
  validateJwtFields(payload, { issuer: ISSUER, audience: null, graceSeconds: 0 });
  validateCognitoJwtFields(payload, { clientId: [CLIENT], tokenUse: null });
}
