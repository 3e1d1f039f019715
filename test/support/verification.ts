import { createDynamoDbRevocationStore } from '../../lambda/adapters/dynamodb/revocation-store';
import { ENVIRONMENT } from '../../lambda/contract';
import type { Revocation } from '../../lambda/core/revocation/revocation';
import { startDynamoDb } from './dynamodb';
import { FaultyProxy } from './faulty-proxy';
import { createSigningKey, KeyServer, POOL, sign, type SigningKey } from './tokens';
import { AUDIT } from './audit';

const TABLE = 'revocations';

/** What a revocation says besides its key and its end. */
type Rejection = Revocation extends infer R ? (R extends Revocation ? Omit<R, 'key' | 'expiresAt'> : never) : never;

/** What a service that verifies tokens has around it: a table, and a pool's keys, both real and on loopback. */
export interface Verification {
  /** The variables that the service is told this by. */
  readonly environment: Readonly<Record<string, string>>;
  /** In front of the table. */
  readonly table: FaultyProxy;
  readonly keyServer: KeyServer;
  readonly key: SigningKey;
  token(payload: Readonly<Record<string, unknown>>): string;
  /** @param key - without the pool's id */
  revoke(revocation: Rejection, key: string): Promise<void>;
  /** The table refuses every request, or none any more. */
  breakTable(isBroken: boolean): void;
  stop(): Promise<void>;
}

/** Starts it. Accepted are access tokens of `client-1` and `client-2`, unless the variables are changed. */
export async function startVerification(): Promise<Verification> {
  const dynamoDb = await startDynamoDb(TABLE);
  const table = new FaultyProxy(dynamoDb.endpoint);
  const store = createDynamoDbRevocationStore(dynamoDb.access, TABLE);
  const key = createSigningKey('key-1');
  const keyServer = new KeyServer(key);
  return {
    environment: {
      [ENVIRONMENT.userPoolId]: POOL,
      [ENVIRONMENT.userPoolClientIds]: 'client-1,client-2',
      [ENVIRONMENT.acceptedTokenUse]: 'access',
      [ENVIRONMENT.revocationTableName]: TABLE,
      AWS_ENDPOINT_URL_DYNAMODB: await table.start(),
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: await keyServer.start(),
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
    },
    table,
    keyServer,
    key,
    token: (payload) => sign(payload, key),

    async revoke(revocation, id) {
      const name = `${POOL}#${id}`;
      const whole = { ...revocation, key: name, expiresAt: 4_000_000_000 } as unknown as Revocation;
      await store.update(name, () => whole, AUDIT);
    },

    breakTable(isBroken) {
      table.always = isBroken
        ? ({ response }) => {
            response.writeHead(400).end('{"__type":"com.amazon.coral.service#AccessDeniedException"}');
          }
        : undefined;
    },

    async stop() {
      await table.stop();
      await keyServer.stop();
      await dynamoDb.stop();
    },
  };
}

/**
 * Starts one for each test of a file, which the process is told of by its environment, and stops it again.
 *
 * @param keep - takes that of the test to come
 */
export function verifyInEachTest(keep: (verification: Verification) => void): void {
  const before = { ...process.env };
  let started: Verification;

  beforeEach(async () => {
    started = await startVerification();
    Object.assign(process.env, started.environment);
    keep(started);
  });

  afterEach(async () => {
    process.env = { ...before };
    await started.stop();
  });
}
