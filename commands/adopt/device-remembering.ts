import { DescribeUserPoolCommand, type CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

/** Whether a user pool remembers its users' devices. */
export type DeviceRemembering =
  | { readonly kind: 'on' }
  | { readonly kind: 'off' }
  /** It could not be found out. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Finds out whether a user pool remembers devices: it does if any property of its `DeviceConfiguration` has a value, false
 * too. It takes the permission `cognito-idp:DescribeUserPool`; without it, or without an answer, the outcome is `unknown`
 * and never an error.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeviceConfigurationType.html
 */
export async function findDeviceRemembering(
  cognito: CognitoIdentityProviderClient,
  userPoolId: string,
): Promise<DeviceRemembering> {
  try {
    const { UserPool } = await cognito.send(new DescribeUserPoolCommand({ UserPoolId: userPoolId }));
    if (UserPool === undefined) return { kind: 'unknown', reason: 'no answer' };
    const values: unknown[] = Object.values(UserPool.DeviceConfiguration ?? {});
    return { kind: values.some((value) => value !== undefined && value !== null) ? 'on' : 'off' };
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.name : 'error' };
  }
}
