import { Annotations, aws_cognito as cognito } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { renderedProperties } from '../template/rendered';

/** Of a pool that remembers devices. To acknowledge it: `Annotations.of(signOutApi).acknowledgeWarning(id)`. */
const REMEMBERED = 'cognito-sign-out:devicesRemembered';
/** Of a pool that is not this app's. */
const UNKNOWN = 'cognito-sign-out:devicesUnknown';

const CONSEQUENCE =
  'Cognito then takes a refresh token only together with its device key, so a sign-out by the refresh token alone (Cognito’s ' +
  'RevokeToken, POST /oauth2/revoke) ends nothing at the gateways: send the access token to POST /sign-out, or device_key ' +
  'to POST /oauth2/revoke.';

/**
 * Warns, as the template is made, of a user pool that remembers devices; and of one that this app does not define, as nothing
 * is known of it.
 *
 * @param scope - takes refresh tokens
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
 */
export function warnOfRememberedDevices(scope: Construct, userPool: cognito.IUserPool): void {
  const annotations = Annotations.of(scope);
  const validate = () => {
    const resource = userPool.node.defaultChild;
    if (!(resource instanceof cognito.CfnUserPool)) {
      annotations.addWarningV2(
        UNKNOWN,
        'This app does not define the user pool, which may remember devices: see whether "aws cognito-idp ' +
          'describe-user-pool" shows a DeviceConfiguration, and acknowledge this if not. ' +
          CONSEQUENCE,
      );
    } else if (remembersDevices(resource)) {
      annotations.addWarningV2(REMEMBERED, `The user pool ${userPool.node.path} remembers devices. ${CONSEQUENCE}`);
    }
    return [];
  };
  // Not now: until the template is made, the pool's resource may be changed.
  scope.node.addValidation({ validate });
}

/** By the pool's template, which overrides are part of. Members without a value are none. */
function remembersDevices(resource: cognito.CfnUserPool): boolean {
  const { DeviceConfiguration } = renderedProperties(resource);
  return Object.values(DeviceConfiguration ?? {}).some((value) => value !== undefined);
}
