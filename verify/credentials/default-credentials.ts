import type { Variables } from '../../lambda/adapters/environment/reader';
import { containerCredentials } from './container';
import { instanceCredentials } from './instance';
import type { CredentialsProvider } from '../api/credentials';

/** Ways of the AWS SDKs that want more than a look at the environment or a request to the host. */
const UNSUPPORTED = ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_PROFILE'];
const REMEDY =
  'give the option `credentials`, such as fromNodeProviderChain() of @aws-sdk/credential-providers, which takes every way there is';

/**
 * Finds out where a service's credentials come from: the environment, what ECS and EKS Pod Identity give a container, or the
 * instance's role, in this order. Variables are read again with each request for credentials.
 *
 * @throws Error if they would come from what is not supported here, which it names, or from nowhere
 */
export function defaultCredentials(variables: Variables): CredentialsProvider {
  if (isSet(variables, 'AWS_ACCESS_KEY_ID') && isSet(variables, 'AWS_SECRET_ACCESS_KEY')) {
    return () => environmentCredentials(variables);
  }
  const unsupported = UNSUPPORTED.find((name) => isSet(variables, name));
  if (unsupported !== undefined) throw new Error(`credentials: ${unsupported} is not supported; ${REMEDY}`);
  const provider = containerCredentials(variables) ?? instanceCredentials(variables);
  if (provider === undefined) throw new Error(`credentials: none were found; ${REMEDY}`);
  return provider;
}

function environmentCredentials(variables: Variables) {
  return {
    accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: isSet(variables, 'AWS_SESSION_TOKEN') ? variables['AWS_SESSION_TOKEN'] : undefined,
  };
}

function isSet(variables: Variables, name: string): boolean {
  return (variables[name] ?? '') !== '';
}
