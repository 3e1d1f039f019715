import { readFile } from 'node:fs/promises';

import type { Variables } from '../../lambda/adapters/environment/reader';
import { ask, parseCredentials } from './metadata';
import type { CredentialsProvider } from '../api/credentials';

/** Where Amazon ECS serves a task's credentials. */
const ECS = 'http://169.254.170.2';
/** Hosts that may be asked without TLS: this one, and those of ECS and EKS, of which no packet leaves it. */
const LOCAL_HOSTS = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/;

/**
 * What gives a container its credentials, in Amazon ECS (and so Fargate) and by EKS Pod Identity; undefined if nothing does.
 *
 * @throws Error if the variable that says where is one that must not be followed
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function containerCredentials(variables: Variables): CredentialsProvider | undefined {
  const address = addressOf(variables);
  if (address === undefined) return undefined;
  return async () => {
    const authorization = await authorizationOf(variables);
    return parseCredentials(await ask(address, { headers: authorization === undefined ? {} : { authorization } }));
  };
}

function addressOf(variables: Variables): URL | undefined {
  const relative = variables['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  if (relative !== undefined && relative !== '') return addressAtEcs(relative);
  const full = variables['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  if (full === undefined || full === '') return undefined;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL_HOSTS.test(url.hostname))) return url;
  throw new Error(
    `AWS_CONTAINER_CREDENTIALS_FULL_URI: got ${JSON.stringify(full)}; allowed: an https URL, or http at loopback, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]`,
  );
}

/** A path; what only looks like one, such as `//example.com`, would take the container's token elsewhere. */
function addressAtEcs(path: string): URL {
  const url = URL.canParse(path, ECS) ? new URL(path, ECS) : undefined;
  if (url?.origin === ECS) return url;
  throw new Error(`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: got ${JSON.stringify(path)}; allowed: a path at ${ECS}`);
}

/** The file is read each time: what is in it is replaced. */
async function authorizationOf(variables: Variables): Promise<string | undefined> {
  const file = variables['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  const isNamed = file !== undefined && file !== '';
  const token = isNamed ? (await readFile(file, 'utf8')).trim() : variables['AWS_CONTAINER_AUTHORIZATION_TOKEN'];
  return token === '' ? undefined : token;
}
