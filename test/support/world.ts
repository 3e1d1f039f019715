import { createCognitoTokenVerifier } from '../../lambda/adapters/cognito/token-verifier';
import { systemClock } from '../../lambda/adapters/system-clock';
import { createRefreshTokenSessions } from '../../lambda/core/sign-out/refresh-token-session';
import { createRevocationLookup } from '../../lambda/core/verdict/revocation-lookup';
import type { AdminSignOutHandlerDependencies } from '../../lambda/handlers/admin/composition';
import type { TokenRevocationHandlerDependencies } from '../../lambda/handlers/oauth/composition';
import type { SignOutHandlerDependencies } from '../../lambda/handlers/sign-out/composition';
import { FakeUserPool } from '../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../fakes/in-memory-revocation-store';
import { RecordingTelemetry } from './telemetry';
import { createSigningKey, KeyServer, POOL, sign } from './tokens';

/** What each of the handlers needs some of. */
type Dependencies = SignOutHandlerDependencies &
  AdminSignOutHandlerDependencies &
  Omit<TokenRevocationHandlerDependencies, 'clients'>;

/** Everything that handlers need: real keys and signatures, the store and the user pool in memory. */
export interface World {
  readonly dependencies: Dependencies;
  readonly revocations: InMemoryRevocationStore;
  readonly userPool: FakeUserPool;
  readonly telemetry: RecordingTelemetry;
  readonly keyServer: KeyServer;
  token(payload: Readonly<Record<string, unknown>>): string;
  stop(): Promise<void>;
}

const REFRESH_TOKEN_VALIDITY = 86_400;

/** A world of the test's own. Its clock does not make anybody wait. */
export async function createWorld(): Promise<World> {
  const key = createSigningKey('key-1');
  const keyServer = new KeyServer(key);
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  const telemetry = new RecordingTelemetry();
  const userPoolClientIds = ['client-1', 'client-2'];
  const acceptedTokenUse = ['access', 'id'] as const;
  const cognitoEndpoint = await keyServer.start();
  const clock = { ...systemClock, waitUntil: () => Promise.resolve() };
  const accepted = { userPoolId: POOL, userPoolClientIds, acceptedTokenUse, cognitoEndpoint, clock };
  return {
    dependencies: {
      verifier: createCognitoTokenVerifier(accepted),
      sessionVerifier: createCognitoTokenVerifier({ ...accepted, graceSeconds: Infinity }),
      findRevocations: createRevocationLookup(revocations, clock),
      revocations,
      userPool,
      telemetry,
      clock,
      userPoolId: POOL,
      userPoolClientIds,
      refreshTokenValidity: REFRESH_TOKEN_VALIDITY,
      refreshTokens: createRefreshTokenSessions({
        revocations,
        userPool,
        userPoolId: POOL,
        clock,
        refreshTokenValidity: REFRESH_TOKEN_VALIDITY,
      }),
    },
    revocations,
    userPool,
    telemetry,
    keyServer,
    token: (payload) => sign(payload, key),
    stop: () => keyServer.stop(),
  };
}
