import { Construct } from 'constructs';

import { RevocationAuthorizer, type RevocationAuthorizerProps } from './authorizer/revocation-authorizer';
import { SignOutEvents, type SignOutEventsProps } from './events/sign-out-events';
import { RevocationTable, type RevocationTableProps } from './revocation-table';
import { SignOutApi, type SignOutApiProps } from './sign-out-api/sign-out-api';

/** Properties of {@link TokenRevocation}: those of its parts. */
export interface TokenRevocationProps
  extends
    RevocationTableProps,
    Omit<RevocationAuthorizerProps, 'revocationTable'>,
    Omit<SignOutApiProps, 'revocationTable' | 'authorizer'>,
    Omit<SignOutEventsProps, 'revocationTable'> {}

/**
 * Makes sign-out real for a user pool: the revocation table, the authorizer that reads it, the API to sign out, and
 * what takes in the sign-outs that are made elsewhere.
 * Put `authorizer` in front of your own APIs.
 */
export class TokenRevocation extends Construct {
  /** Holds the revocations. */
  readonly revocationTable: RevocationTable;

  /** Goes in front of your APIs. */
  readonly authorizer: RevocationAuthorizer;

  /** Signs out. */
  readonly signOutApi: SignOutApi;

  /** Takes in the sign-outs that are made elsewhere. */
  readonly signOutEvents: SignOutEvents;

  constructor(scope: Construct, id: string, props: TokenRevocationProps) {
    super(scope, id);
    this.revocationTable = new RevocationTable(this, 'RevocationTable', props);
    const { revocationTable } = this;
    this.authorizer = new RevocationAuthorizer(this, 'Authorizer', { ...props, revocationTable });
    this.signOutApi = new SignOutApi(this, 'SignOutApi', { ...props, revocationTable, authorizer: this.authorizer });
    this.signOutEvents = new SignOutEvents(this, 'SignOutEvents', { ...props, revocationTable });
  }
}
