import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ENVIRONMENT, TEMPLATE_METADATA } from '../lambda/contract';
import { acceptedTokensEnvironment, type AcceptedTokensProps } from './authorizer/accepted-tokens';
import { RevocationAuthorizer, type RevocationDelayProps } from './authorizer/revocation-authorizer';
import { RevocationEvents, type RevocationEventsOptions } from './events/revocation-events';
import { SignOutEvents, type SessionEventsProps } from './events/sign-out-events';
import type { OnRevocationOptions, RevocationFollower } from './followers/revocation-follower';
import type { FunctionOptionsProps } from './functions/function-options';
import { PACKAGE_VERSION } from './functions/package-root';
import { once } from './once';
import { RevocationTable, type IRevocationTable, type RevocationTableProps } from './revocation-table';
import { Sessions, type SessionsOptions } from './sessions/sessions';
import { SignOutApi, type SignOutApiOptions } from './sign-out-api/sign-out-api';
import type { RefreshTokenValidityProps } from './sign-out-api/sign-out-function';

/** Properties of {@link TokenRevocation}: those of its parts. */
export interface TokenRevocationProps
  extends
    AcceptedTokensProps,
    RevocationTableProps,
    RevocationDelayProps,
    RefreshTokenValidityProps,
    SignOutApiOptions,
    SessionEventsProps,
    RevocationEventsOptions,
    FunctionOptionsProps {
  /**
   * A table that exists already, such as `RevocationTable.fromTableName(…)`. Then `deletionProtection` and `warmThroughput` are
   * its owner's to set.
   *
   * @default - a table of its own
   */
  readonly revocationTable?: IRevocationTable;

  /**
   * Lets users see where they are signed in, end one session of theirs, and, if you want that, have no more than so many: see
   * {@link Sessions}. `{}` for the defaults. What it keeps is personal data.
   *
   * @default - sessions are not registered
   */
  readonly sessions?: SessionsOptions;
}

/** Who tells of a table's revocations: once, however many share it. */
const telling = new WeakMap<IRevocationTable, RevocationEvents>();

/**
 * Makes sign-out real for a user pool: the revocation table, the authorizer that reads it, the API to sign out, and
 * what takes in the sign-outs that are made elsewhere.
 * Put `authorizer` in front of your own APIs.
 */
export class TokenRevocation extends Construct {
  /** Holds the revocations. */
  readonly revocationTable: IRevocationTable;

  /** Goes in front of your APIs. */
  readonly authorizer: RevocationAuthorizer;

  /** Signs out. */
  readonly signOutApi: SignOutApi;

  /** Takes in the sign-outs that are made elsewhere. */
  readonly signOutEvents: SignOutEvents;

  /**
   * Tells of every revocation on an event bus: that of the first who shares a table. Not there if the table is only named: then
   * whoever makes it tells.
   */
  readonly revocationEvents?: RevocationEvents;

  /** The users' registered sessions, if these are wanted. */
  readonly sessions?: Sessions;

  /**
   * Environment variables for services behind no gateway: what `createVerifier()` of `cognito-sign-out/verify` needs to know. Their
   * role needs `revocationTable.grantLookup(role)` besides.
   */
  // jsii knows no `Record`.
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
  readonly lookupEnvironment: { [name: string]: string };

  constructor(scope: Construct, id: string, props: TokenRevocationProps) {
    super(scope, id);
    this.revocationTable = revocationTableOf(this, props);
    const { revocationTable } = this;
    this.authorizer = new RevocationAuthorizer(this, 'Authorizer', { ...props, revocationTable });
    const { authorizer } = this;
    this.signOutApi = new SignOutApi(this, 'SignOutApi', { ...props, revocationTable, authorizer });
    const { signOutApi } = this;
    if (props.sessions !== undefined) {
      const options = { ...props, ...props.sessions, revocationTable, authorizer, signOutApi };
      this.sessions = new Sessions(this, 'Sessions', options);
    }
    this.signOutEvents = new SignOutEvents(this, 'SignOutEvents', { ...props, revocationTable });
    if (revocationTable.tableStreamArn !== undefined) {
      this.revocationEvents = once(telling, revocationTable, () => {
        return new RevocationEvents(this, 'RevocationEvents', { ...props, revocationTable });
      });
    }
    this.lookupEnvironment = lookupEnvironmentOf(this, props, revocationTable);
    // `cognito-sign-out verify` looks whether it knows what was deployed.
    Stack.of(this).addMetadata(TEMPLATE_METADATA, { Version: PACKAGE_VERSION });
  }

  /**
   * Hands each revocation on to somebody of yours, such as a function that empties a cache: see {@link IRevocationTable}.
   *
   * @param id - unique among those who follow the table
   * @throws Error if the table is only named
   */
  onRevocation(id: string, options: OnRevocationOptions = {}): RevocationFollower {
    return this.revocationTable.onRevocation(id, options);
  }
}

function lookupEnvironmentOf(scope: Construct, props: AcceptedTokensProps, { tableName }: IRevocationTable) {
  return { ...acceptedTokensEnvironment(scope, props), [ENVIRONMENT.revocationTableName]: tableName };
}

function revocationTableOf(scope: Construct, props: TokenRevocationProps): IRevocationTable {
  const { revocationTable, deletionProtection, warmThroughput } = props;
  if (revocationTable === undefined) return new RevocationTable(scope, 'RevocationTable', props);
  for (const [name, value] of Object.entries({ deletionProtection, warmThroughput })) {
    if (value === undefined) continue;
    throw new Error(
      `${name}: got ${JSON.stringify(value)}; it has no effect on a revocationTable that is given: leave it out`,
    );
  }
  return revocationTable;
}
