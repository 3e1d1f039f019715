import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';

import { signingKeyOf } from './signature';

// The limit as it was: the same request by Node.js's own client, signed as one would who has not measured it. It is kept as it
// is, for the goals are ratios to it.

const agent = new http.Agent({ keepAlive: true });
let signingKey: { readonly day: string; readonly key: Buffer } | undefined;

/** One signed request to DynamoDB, and the body of its answer. */
export async function callDynamoDbByNodeHttp(operation: string, body: string): Promise<string> {
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
  if (signingKey?.day !== day) signingKey = { day, key: signingKeyOf(day) };
  const signature = createHmac('sha256', signingKey.key).update(text).digest('hex');
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
