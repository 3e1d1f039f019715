import type { ServiceCredentials } from '../api/credentials';

/** Milliseconds until an endpoint on the same host must have answered. */
const TIMEOUT = 1000;

/** What is asked of an endpoint. */
export interface MetadataRequest {
  readonly method?: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Asks an endpoint of the host that a service runs on.
 *
 * @throws Error if it does not answer, or not with 200
 */
export async function ask(url: string | URL, { method = 'GET', headers = {} }: MetadataRequest = {}): Promise<string> {
  const response = await fetch(url, { method, headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${new URL(url).host} answered ${String(response.status)}`);
  return text;
}

/**
 * Reads credentials as containers and instances get them. Nothing of the text is in an error: it holds secrets.
 *
 * @throws Error that names what is missing
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function parseCredentials(text: string): ServiceCredentials {
  const answer = parseObject(text);
  const textOf = (name: string) => {
    const value = answer[name];
    if (typeof value !== 'string' || value === '') throw new Error(`the credentials have no ${name}`);
    return value;
  };
  const expiration = new Date(textOf('Expiration'));
  if (Number.isNaN(expiration.getTime())) throw new Error('the Expiration of the credentials is not a time');
  return {
    accessKeyId: textOf('AccessKeyId'),
    secretAccessKey: textOf('SecretAccessKey'),
    sessionToken: textOf('Token'),
    expiration,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Readonly<Record<string, unknown>>;
  } catch {
    // Its message would repeat the text.
  }
  throw new Error('the credentials are not JSON');
}
