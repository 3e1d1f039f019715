import type { AppClient } from './app-client';
import type { Gateway } from './gateways/gateway';
import type { Ask } from './gateways/http';
import type { LiveGateway } from './gateways/live';
import type { SignOutApi } from './gateways/sign-out-api';
import type { Sessions } from './sessions';
import type { Target } from './target';
import type { TokenUse } from './sessions';
import type { TestUser } from './test-users';

/** All that promises and beliefs are tried with. */
export interface Lab {
  readonly region: string;
  readonly target: Target;
  readonly client: AppClient;
  /** Whose sessions are signed out. */
  readonly user: TestUser;
  /** Whose session is to be hit by nothing. */
  readonly stranger: TestUser;
  readonly sessions: Sessions;
  readonly gateways: readonly Gateway[];
  readonly live: readonly LiveGateway[];
  /** The tokens that the stack takes: both, unless its owner has chosen. */
  readonly uses: readonly TokenUse[];
  readonly api: SignOutApi;
  readonly ask: Ask;
  /** Whether the user pool remembers devices: then a refresh token alone tells no session. */
  readonly remembersDevices: boolean;
  /** Milliseconds for which gateways may go on by an earlier verdict. */
  readonly revocationDelay: number;
  /** Milliseconds in which a connection of a signed-out session has to end. */
  readonly endsWithin: number;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}
