import { createHash, createHmac, verify, type KeyObject } from 'node:crypto';
import http from 'node:http';

// The limit: what no authorizer can do without. One RS256 verification with a key at hand, and one signed request on a
// connection that is kept alive, by the runtime's own means and with nothing checked that may go wrong.

const agent = new http.Agent({ keepAlive: true });
let signingKey: { readonly day: string; readonly key: Buffer } | undefined;

/** One signed request to DynamoDB. */
export async function callDynamoDb(operation: string, body: string): Promise<string> {
  const { AWS_ENDPOINT_URL_DYNAMODB: endpoint = '', AWS_ACCESS_KEY_ID: id = '' } = process.env;
  const host = endpoint.slice('http://'.length);
  const target = `DynamoDB_20120810.${operation}`;
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const signed = `content-type:application/x-amz-json-1.0\nhost:${host}\nx-amz-date:${time}\nx-amz-target:${target}\n`;
  const names = 'content-type;host;x-amz-date;x-amz-target';
  const canonical = `POST\n/\n\n${signed}\n${names}\n${sha256(body)}`;
  const scope = `${day}/us-east-1/dynamodb/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  const signature = createHmac('sha256', keyOf(day)).update(text).digest('hex');
  const [hostname = '', port = ''] = host.split(':');
  return new Promise((resolve, reject) => {
    const headers = {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amz-date': time,
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
    const request = http.request({ agent, hostname, port, method: 'POST', path: '/', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve(Buffer.concat(chunks).toString());
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** One RS256 verification. */
export function verifySignature(token: string, publicKey: KeyObject): boolean {
  const end = token.lastIndexOf('.');
  const signature = Buffer.from(token.slice(end + 1), 'base64url');
  return verify('sha256', Buffer.from(token.slice(0, end)), publicKey, signature);
}

function keyOf(day: string): Buffer {
  if (signingKey?.day !== day) {
    let key: Buffer | string = `AWS4${process.env['AWS_SECRET_ACCESS_KEY'] ?? ''}`;
    for (const part of [day, 'us-east-1', 'dynamodb', 'aws4_request'])
      key = createHmac('sha256', key).update(part).digest();
    signingKey = { day, key: key as Buffer };
  }
  return signingKey.key;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
