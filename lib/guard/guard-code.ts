import { graphqlFile, resolverSource } from '../graphql/resolver-code';

/** What the guard has to know of what it guards. */
export interface GuardSettings {
  /** Name of the revocation table. */
  readonly tableName: string;
  /** Id of the user pool. */
  readonly userPoolId: string;
  /** Ids of the app clients whose tokens are accepted; none for every client of the pool. */
  readonly clientIds: readonly string[];
  /** The accepted values of `token_use`. */
  readonly tokenUses: readonly string[];
  /** Name of the API's subscription type. */
  readonly subscriptionType: string;
  /** The subscriptions that are to end with their session. */
  readonly liveSubscriptions: readonly string[];
}

/** Characters. https://docs.aws.amazon.com/general/latest/gr/appsync.html (evaluated resolver code size) */
const MAX_CODE_SIZE = 32_768;

/**
 * The guard's code, for AppSync's JavaScript runtime. The values may be tokens of CDK.
 *
 * @throws Error if there are more clients than fit into it
 */
export function guardCode(settings: GuardSettings): string {
  const values = {
    TABLE: settings.tableName,
    POOL: settings.userPoolId,
    CLIENTS: settings.clientIds,
    TOKEN_USES: settings.tokenUses,
    SUBSCRIPTION_TYPE: settings.subscriptionType,
    LIVE_SUBSCRIPTIONS: settings.liveSubscriptions,
  };
  const source = resolverSource(graphqlFile('revocation-guard.js'));
  const code = Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`'{${name}}'`, () => JSON.stringify(value)),
    source,
  );
  if (code.length > MAX_CODE_SIZE) {
    throw new Error(
      `userPoolClients: got ${String(settings.clientIds.length)}, more than fit into AppSync's ${String(MAX_CODE_SIZE)} characters: name none, to accept every client of the pool`,
    );
  }
  return code;
}
