import { Stack, type aws_appsync as appsync } from 'aws-cdk-lib';

import type { TokenRevocation } from '../lib/index';
import { appSyncAuthorizer } from './appsync-authorizer';
import { assertSameBackend, type BackendData } from './backend-data';

/** What is needed of token revocation: `backend.tokenRevocation`, or a `TokenRevocation` of your own in an object. */
export interface BackendRevocation {
  /** The construct, with everything that it offers to other APIs. */
  readonly tokenRevocation: TokenRevocation;
}

/** In the template of an API: what is asked about here. */
interface ApiProperties {
  readonly AuthenticationType?: string;
  readonly LambdaAuthorizerConfig?: {
    readonly AuthorizerUri?: unknown;
    readonly AuthorizerResultTtlInSeconds?: number;
  };
}

type Provider = appsync.CfnGraphQLApi.AdditionalAuthenticationProviderProperty;

/**
 * Leaves the authorizer as the only one that lets users into Amplify Data: takes Cognito's mode away, which Amplify adds to every
 * backend that has `auth`, and by which AppSync would accept signed-out tokens. IAM and API keys stay, as they take no token.
 *
 * It is for schemas whose rules are `allow.custom()`: rules by owner, group or signed-in user are Cognito's mode, and
 * reach nobody any more. For these see `guardData`.
 *
 * As the template is made, it is an error if the API's default mode is not `lambda`, if its function is another than
 * `tokenRevocation`, if `timeToLiveInSeconds` is not the `revocationDelay` (Amplify's default is 60), or if the API has a mode
 * of Cognito or OIDC all the same.
 *
 * @param data - `backend.data`, of `defineData({ schema, authorizationModes: { defaultAuthorizationMode: 'lambda',
 *   lambdaAuthorizationMode: { function: tokenRevocation, timeToLiveInSeconds: 0 } } })`
 * @param revocation - `backend.tokenRevocation`
 * @throws Error if they are not of one backend
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export function authorizeData(data: BackendData, revocation: BackendRevocation): void {
  assertSameBackend('authorizeData', data, (revocation as Partial<BackendRevocation> | undefined)?.tokenRevocation);
  const { cfnGraphqlApi: api } = data.resources.cfnResources;
  if (Array.isArray(api.additionalAuthenticationProviders)) {
    const providers = api.additionalAuthenticationProviders as Provider[];
    api.additionalAuthenticationProviders = providers.filter(
      ({ authenticationType }) => authenticationType !== 'AMAZON_COGNITO_USER_POOLS',
    );
  }
  // It refuses other modes for users by itself.
  const { functionArn } = appSyncAuthorizer(revocation.tokenRevocation);
  const delay = revocation.tokenRevocation.authorizer.revocationDelay.toSeconds();
  // Not now: until the template is made, the API's resource may be changed.
  api.node.addValidation({
    validate: () => faultsOf(api, functionArn, delay).map((fault) => `authorizeData: ${fault}`),
  });
}

function faultsOf(api: appsync.CfnGraphQLApi, functionArn: string, delay: number): string[] {
  const { AuthenticationType: mode, LambdaAuthorizerConfig: config = {} } = propertiesOf(api);
  if (mode !== 'AWS_LAMBDA') {
    return [`the default mode is ${String(mode)}; set authorizationModes.defaultAuthorizationMode to 'lambda'`];
  }
  const isOurs = JSON.stringify(config.AuthorizerUri) === JSON.stringify(Stack.of(api).resolve(functionArn));
  const ttl = config.AuthorizerResultTtlInSeconds;
  return [
    ...(isOurs ? [] : ['another function decides; set lambdaAuthorizationMode.function to tokenRevocation']),
    ...(ttl === delay
      ? []
      : [
          `lambdaAuthorizationMode.timeToLiveInSeconds is ${String(ttl)} (Amplify's default is 60), and so long would a ` +
            `signed-out token be accepted; set it to ${String(delay)}, which is the revocationDelay`,
        ]),
  ];
}

/** As they will stand in the template, which overrides are part of. */
function propertiesOf(api: appsync.CfnGraphQLApi): ApiProperties {
  const { Resources = {} } = Stack.of(api).resolve(api._toCloudFormation()) as {
    readonly Resources?: Readonly<Record<string, { readonly Properties?: ApiProperties }>>;
  };
  return Object.values(Resources)[0]?.Properties ?? {};
}
