import {
  Duration,
  Lazy,
  aws_appsync as appsync,
  type aws_cloudwatch as cloudwatch,
  type aws_lambda as lambda,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { END_SUBSCRIPTIONS, ENVIRONMENT } from '../../lambda/contract';
import { secondsOf } from '../authorizer/revocation-delay';
import { createBundledFunction } from '../functions/bundled-function';
import { createDeadLetters } from '../functions/dead-letters';
import type { RevocationFollower } from '../followers/revocation-follower';
import type { FunctionOptions, FunctionOptionsProps } from '../functions/function-options';
import { createWorkQueue, takeWork } from '../functions/work-queue';
import { GuardedApi } from '../guard/guarded-api';
import { DeploymentPart } from '../monitoring/deployment-part';
import type { IRevocationTable } from '../revocation-table';
import { validateMutations } from '../graphql/needed-mutations';
import { validateOnce } from '../template/rendered';
import { END_EXPIRED_SUBSCRIPTIONS, EndingMutations } from './ending-mutations';
import { paceOf } from './invalidation-pace';
import { problemsOf } from './subscription-fields';

/** Properties of {@link LiveSubscriptions}. */
export interface LiveSubscriptionsProps extends FunctionOptionsProps {
  /** Where the revocations are. */
  readonly revocationTable: IRevocationTable;

  /**
   * That of the authorizer in front of the APIs, at most 5 minutes: for so long may a subscription begin by an earlier
   * "allowed" verdict.
   *
   * @default Duration.seconds(0)
   */
  readonly revocationDelay?: Duration;
}

/** What is protected of an API. */
export interface ProtectedSubscriptions {
  /**
   * Fields of the type `Subscription`, at least one. The resolver of each must set the invalidation filter; in an API with a
   * `GraphqlGuard` that does.
   */
  readonly subscriptionFields: string[];
}

/**
 * AppSync waits 10 s for an authorizer and 30 s for a resolver: so much later may a subscription begin that was authorized
 * before a revocation.
 */
const LONGEST_SUBSCRIBING = Duration.seconds(45);
/** A batch of ten, each of which is tried three times for 2 s at its slowest. */
const TIMEOUT = Duration.minutes(2);
/** So often is it tried to end once more what may have begun meanwhile. */
const LATE_ATTEMPTS = 5;
/** The least there is. */
const MAX_CONCURRENCY = 2;
/** What a protected API has. */
const ENDING_MUTATIONS = 'EndingMutations';
const ENDING = [END_SUBSCRIPTIONS, END_EXPIRED_SUBSCRIPTIONS].map((name) => ({ name, isForIam: true }));

/**
 * Ends live AppSync subscriptions when their session does: a function follows the revocation table, and tells every API it
 * protects whom each revocation signs out, whoever wrote it; once at once, and once more for subscriptions that were being
 * opened meanwhile. Besides, AppSync is asked once a minute to end those whose token has expired.
 *
 * AppSync drops what is over 100 requests a second in an account and Region, and says nothing: all that follow one table send 80
 * together, whatever else is going on.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-invalidation.html
 */
export class LiveSubscriptions extends DeploymentPart {
  /** What could not be ended once more, for two weeks: see docs/runbook.md, `subscriptions_unavailable`. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is nothing in the queue. It is one of the `alarms` of the table's `TokenRevocation`. */
  readonly alarm: cloudwatch.Alarm;

  /** Revocations, as they are handed on to this construct; those that AppSync could not be told of are its dead letters. */
  readonly follower: RevocationFollower;

  private readonly functions: readonly lambda.Function[];
  private readonly pace: string;
  private readonly revocationTable: IRevocationTable;
  private readonly subscriptionFields: string[] = [];
  private readonly functionOptions: FunctionOptions | undefined;

  constructor(scope: Construct, id: string, props: LiveSubscriptionsProps) {
    super(scope, id, props);
    const { revocationTable } = props;
    this.revocationTable = revocationTable;
    this.functionOptions = props.functionOptions;
    const delay = secondsOf(props.revocationDelay);
    const { deadLetterQueue, alarm } = createDeadLetters(
      this,
      'AppSync subscriptions could not be ended: see docs/runbook.md, `subscriptions_unavailable`',
      revocationTable,
    );
    this.deadLetterQueue = deadLetterQueue;
    this.alarm = alarm;
    const late = createWorkQueue(this, 'Late', {
      timeout: TIMEOUT,
      deadLetterQueue: this.deadLetterQueue,
      attempts: LATE_ATTEMPTS,
      deliveryDelay: Duration.seconds(delay + LONGEST_SUBSCRIBING.toSeconds()),
    });
    this.pace = paceOf(revocationTable);
    this.follower = revocationTable.onRevocation(`Subscriptions${this.node.addr.slice(-8)}`, {
      timeout: TIMEOUT,
      description: this.node.path,
    });
    this.functions = [this.followTable(late), this.followQueue(late)];
    this.node.addValidation({
      validate: () => (this.subscriptionFields.length > 0 ? [] : ['nothing is protected: call protect()']),
    });
  }

  /**
   * Ends subscriptions of an API, whose schema needs the mutations `endSubscriptions` and `endExpiredSubscriptions`
   * (lib/graphql/schema.graphql), which this resolves. The API needs the authorizer as its default mode, and IAM as an
   * additional one, by which these mutations may be called and nothing else. Instead of the authorizer it may have Cognito's
   * mode with a `GraphqlGuard`: protect it by that first.
   *
   * No template is made if its schema lacks one of the fields, or the resolver of one sets no invalidation filter, as far as
   * both are text in the app.
   *
   * @throws Error if a mode or a field is missing, or the API has a mode that would accept signed-out tokens, is private, or is
   *   protected already
   */
  protect(api: appsync.GraphqlApi, options: ProtectedSubscriptions): void {
    const { subscriptionFields } = options;
    const guarded = GuardedApi.of(api.apiId);
    assertUnprotected(api);
    assertModes(api, guarded !== undefined);
    if (subscriptionFields.length === 0) throw new Error('subscriptionFields: got none; at least one is needed');
    this.subscriptionFields.push(`${api.graphqlUrl}#${subscriptionFields.join('+')}`);
    guarded?.endWithSession(subscriptionFields);
    validateOnce(api, 'subscription fields', () => problemsOf(api, subscriptionFields));
    validateMutations(api, ENDING);
    new EndingMutations(api, ENDING_MUTATIONS, { api, subscriptionFields, revocationTable: this.revocationTable });
    for (const each of this.functions) api.grantMutation(each, END_SUBSCRIPTIONS);
  }

  private followTable(late: sqs.Queue): lambda.Function {
    const follower = this.createFunction('Now', 'end-subscriptions', 'as they are revoked', {
      [ENVIRONMENT.lateSubscriptionsQueueUrl]: late.queueUrl,
    });
    late.grant(follower, 'sqs:SendMessage');
    this.follower._callWith(follower, { maxConcurrency: MAX_CONCURRENCY });
    return follower;
  }

  private followQueue(late: sqs.Queue): lambda.Function {
    const follower = this.createFunction(
      'OnceMore',
      'end-late-subscriptions',
      'that began while they were revoked',
      {},
    );
    takeWork(this, 'Queue', { queue: late, handler: follower, maxConcurrency: MAX_CONCURRENCY });
    return follower;
  }

  private createFunction(
    id: string,
    bundle: 'end-subscriptions' | 'end-late-subscriptions',
    which: string,
    environment: Record<string, string>,
  ): lambda.Function {
    const fields = Lazy.string({ produce: () => this.subscriptionFields.join(',') });
    return createBundledFunction(this, id, {
      bundle,
      revocationTable: this.revocationTable,
      description: `Ends AppSync subscriptions ${which}`,
      environment: {
        ...environment,
        [ENVIRONMENT.subscriptionFields]: fields,
        [ENVIRONMENT.invalidationPace]: this.pace,
      },
      timeout: TIMEOUT,
      functionOptions: this.functionOptions,
    });
  }
}

function assertUnprotected({ visibility, node }: appsync.GraphqlApi): void {
  if (node.tryFindChild(ENDING_MUTATIONS) !== undefined) {
    throw new Error(`${node.path} is protected already; allowed: once, with all subscriptionFields`);
  }
  if (visibility === appsync.Visibility.PRIVATE) {
    throw new Error(
      `${node.path} is private, where nothing reaches it that ends subscriptions; allowed: an API of the visibility GLOBAL`,
    );
  }
}

function assertModes({ modes, node }: appsync.GraphqlApi, isGuarded: boolean): void {
  const { IAM, LAMBDA, USER_POOL, OIDC } = appsync.AuthorizationType;
  for (const mode of isGuarded ? [IAM] : [LAMBDA, IAM]) {
    if (!modes.includes(mode)) throw new Error(`${node.path} must have the authorization mode ${mode}`);
  }
  const bypass = [USER_POOL, OIDC].find((mode) => modes.includes(mode));
  if (bypass !== undefined && !isGuarded) {
    throw new Error(
      `${node.path} has the authorization mode ${bypass}, which accepts signed-out tokens: take it away, or protect the API by a GraphqlGuard first`,
    );
  }
}
