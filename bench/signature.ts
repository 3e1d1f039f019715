import { createHmac, verify, type KeyObject } from 'node:crypto';

/** What AWS's signature makes of a secret for a day, in the one Region there is. */
export function signingKeyOf(day: string): Buffer {
  let key: Buffer | string = `AWS4${process.env['AWS_SECRET_ACCESS_KEY'] ?? ''}`;
  for (const part of [day, 'us-east-1', 'dynamodb', 'aws4_request']) {
    key = createHmac('sha256', key).update(part).digest();
  }
  return key as Buffer;
}

/** One RS256 verification. */
export function verifySignature(token: string, publicKey: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return verify('sha256', Buffer.from(token.slice(0, end)), publicKey, signature);
}
