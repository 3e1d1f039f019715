import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { randomUUID } from 'node:crypto';

import type { Credentials } from './signed-request';

const iam = new IAMClient({});
const refused = new Set<string>();
const made: { readonly UserName: string; readonly AccessKeyId: string }[] = [];

/**
 * Credentials of a new IAM user that may do that to what the resource says. The emulator takes its root key with any secret,
 * so a signature proves nothing with that.
 */
export async function iamUser(resource: string, action = 'execute-api:Invoke'): Promise<Credentials> {
  const Statement = [{ Effect: 'Allow', Action: action, Resource: resource }];
  return iamUserWith(JSON.stringify({ Version: '2012-10-17', Statement }));
}

/** Credentials of a new IAM user that may do what the policy says. */
export async function iamUserWith(PolicyDocument: string): Promise<Credentials> {
  const UserName = `e2e-${randomUUID()}`;
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'invoke', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) throw new Error('no access key');
  made.push({ UserName, AccessKeyId: AccessKey.AccessKeyId });
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

/** Makes credentials of one of these users what expired ones are to AWS: refused. */
export async function refuseFromNowOn({ accessKeyId }: Credentials): Promise<void> {
  const user = made.find(({ AccessKeyId }) => AccessKeyId === accessKeyId);
  await iam.send(new DeleteAccessKeyCommand({ UserName: user?.UserName, AccessKeyId: accessKeyId }));
  refused.add(accessKeyId);
}

/** Removes them again. */
export async function removeIamUsers(): Promise<void> {
  for (const { UserName, AccessKeyId } of made.splice(0)) {
    if (!refused.has(AccessKeyId)) await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'invoke' }));
    await iam.send(new DeleteUserCommand({ UserName }));
  }
  iam.destroy();
}
