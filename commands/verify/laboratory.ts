import type { AppClient } from './app-client';
import { createSessions } from './aws/cognito-sessions';
import type { AwsConnection } from './aws/connection';
import { gatewaysOf } from './gateways/gateway';
import { createAsk } from './gateways/http';
import { createSignOutApi } from './gateways/sign-out-api';
import { subscriptionGateway } from './gateways/subscription';
import { webSocketGateway } from './gateways/web-socket';
import type { Lab } from './lab';
import type { Target } from './target';
import type { TestUser } from './test-users';
import type { PoolDescription } from './user-pool';

/** Milliseconds: what is promised; and what a machine may take that runs all of a cloud besides. */
const ENDS_WITHIN = { aws: 2000, emulator: 20_000 };

/** What a lab is for. */
export interface Site {
  readonly aws: AwsConnection;
  readonly target: Target;
  readonly pool: PoolDescription;
  readonly client: AppClient;
  /** Milliseconds. */
  readonly revocationDelay: number;
  readonly signal: AbortSignal;
}

/** Everything that promises and beliefs are tried with, on a stack that is deployed. */
export function createLab(site: Site, user: TestUser, stranger: TestUser): Omit<Lab, 'uses'> {
  const { aws, target, pool, client, revocationDelay, signal } = site;
  const { region, cognito } = aws;
  const { graphql, webSocket, userPoolId } = target;
  const isEmulator = aws.emulator() !== undefined;
  const ask = createAsk(signal);
  // There are none on an emulator.
  const subscription = isEmulator ? undefined : graphql?.subscription;
  const live = [
    ...(webSocket === undefined ? [] : [webSocketGateway(webSocket, signal)]),
    ...(graphql === undefined || subscription === undefined
      ? []
      : [subscriptionGateway(graphql.address, subscription, signal)]),
  ];
  return {
    region,
    target,
    client,
    user,
    stranger,
    sessions: createSessions(cognito, userPoolId, client, signal),
    gateways: gatewaysOf(target, ask),
    live,
    api: createSignOutApi(target, client, ask, { region, credentials: cognito.config.credentials }),
    ask,
    remembersDevices: pool.DeviceConfiguration !== undefined,
    revocationDelay,
    endsWithin: isEmulator ? ENDS_WITHIN.emulator : ENDS_WITHIN.aws,
    signal,
    now: () => new Date(),
  };
}
