import type { Variables } from '../../lambda/adapters/environment/reader';
import { ask, parseCredentials } from './metadata';
import type { CredentialsProvider } from '../api/credentials';

/** Seconds. A token of the service's is used at once. */
const TOKEN_LIFE = '60';
const ROLES = '/latest/meta-data/iam/security-credentials/';

/**
 * Asks the metadata service of an EC2 instance (version 2) for the credentials of the instance's role.
 *
 * @returns undefined if it is switched off
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 */
export function instanceCredentials(variables: Variables): CredentialsProvider | undefined {
  if (variables['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return undefined;
  const isIPv6 = variables['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE']?.toLowerCase() === 'ipv6';
  const ownAddress = isIPv6 ? 'http://[fd00:ec2::254]' : 'http://169.254.169.254';
  const given = variables['AWS_EC2_METADATA_SERVICE_ENDPOINT'];
  const address = (given === undefined || given === '' ? ownAddress : given).replace(/\/+$/, '');

  return async () => {
    const token = await ask(`${address}/latest/api/token`, {
      method: 'PUT',
      headers: { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_LIFE },
    });
    const headers = { 'x-aws-ec2-metadata-token': token };
    const [role = ''] = (await ask(address + ROLES, { headers })).split('\n');
    return parseCredentials(await ask(address + ROLES + role.trim(), { headers }));
  };
}
