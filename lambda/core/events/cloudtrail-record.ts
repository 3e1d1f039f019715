import { RevocationError } from '../errors';
import type { NumericDate } from '../token/claims';

/** What the rules read of CloudTrail's record of a call to Cognito. */
export interface CloudTrailRecord {
  /** CloudTrail's own id of the record. */
  readonly eventId: string;
  readonly eventSource: string;
  readonly eventName: string;
  /** When the call was made: whole seconds, as CloudTrail writes it. */
  readonly eventTime: NumericDate;
  /** The account that it was made in. */
  readonly accountId: string;
  /** The Region that it was made in. */
  readonly region: string;
  /** Whether Cognito refused it. */
  readonly hasFailed: boolean;
  /** The user pool, if the record names it. */
  readonly userPoolId: string | undefined;
  /** The app client, if the record names it. */
  readonly clientId: string | undefined;
  /** The user, if the record names it. */
  readonly sub: string | undefined;
  /** Who called, if by IAM. */
  readonly callerArn: string | undefined;
  /** The role that the caller had assumed. */
  readonly roleArn: string | undefined;
  readonly userAgent: string;
}

/**
 * Reads CloudTrail's record of a call to Cognito.
 *
 * Calls of the API (`AwsApiCall`) have their input in `requestParameters`; the pages and endpoints of a domain
 * (`AwsServiceEvent`) in `additionalEventData.requestParameters`, every value a list. The user is only taken from
 * `additionalEventData.sub`, which Cognito writes: what a browser has sent is no evidence of who it is.
 *
 * @throws RevocationError `unusable_event`, naming the field, if it is not of this shape
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/understanding-amazon-cognito-entries.html
 */
export function parseCloudTrailRecord(detail: unknown): CloudTrailRecord {
  const record = new Fields(detail, 'detail');
  const request = record.object('requestParameters');
  const additional = record.object('additionalEventData');
  const page = additional.object('requestParameters');
  const caller = record.object('userIdentity');
  const status = additional.object('responseParameters').value('status');
  return {
    eventId: record.text('eventID'),
    eventSource: record.text('eventSource'),
    eventName: record.text('eventName'),
    eventTime: numericDate(record.text('eventTime')),
    accountId: record.text('recipientAccountId'),
    region: record.text('awsRegion'),
    // A page that answers well has an empty errorCode.
    hasFailed: (record.optionalText('errorCode') ?? '') !== '' || (typeof status === 'number' && status >= 400),
    userPoolId: request.optionalText('userPoolId') ?? additional.optionalText('userPoolId'),
    clientId: request.optionalText('clientId') ?? page.firstText('client_id'),
    sub: additional.optionalText('sub'),
    callerArn: caller.optionalText('arn'),
    roleArn: caller.object('sessionContext').object('sessionIssuer').optionalText('arn'),
    userAgent: record.optionalText('userAgent') ?? '',
  };
}

/** A fault of an event that cannot be used. The message names the field, and repeats no value. */
export function unusable(problem: string): RevocationError {
  return new RevocationError('unusable_event', problem);
}

/** What CloudTrail has in place of a private value. */
const HIDDEN = /^HIDDEN_(DUE_TO|FOR)_SECURITY_REASONS$/;
/** As long as an identifier among the claims may be: longer ones are nobody's. */
const MAX_LENGTH = 256;
/** Long enough for any ARN, error or user agent that CloudTrail writes. */
const MAX_TEXT_LENGTH = 4096;

/** The members of a JSON object; none if it is absent or null. */
class Fields {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path: string,
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw unusable(`${path} must be an object`);
    }
    this.members = value as Readonly<Record<string, unknown>>;
  }

  value(name: string): unknown {
    return Object.hasOwn(this.members, name) ? this.members[name] : undefined;
  }

  object(name: string): Fields {
    return new Fields(this.value(name) ?? {}, this.pathOf(name));
  }

  text(name: string): string {
    const text = this.optionalText(name);
    if (text === undefined || text === '' || text.length > MAX_LENGTH) {
      throw unusable(`${this.pathOf(name)} must be a string of 1 to ${String(MAX_LENGTH)} characters`);
    }
    return text;
  }

  /** Absent, null and hidden values are undefined. */
  optionalText(name: string): string | undefined {
    const value = this.value(name) ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) {
      throw unusable(`${this.pathOf(name)} must be a string of at most ${String(MAX_TEXT_LENGTH)} characters`);
    }
    return HIDDEN.test(value) ? undefined : value;
  }

  /** The first item of a list, if there is one. */
  firstText(name: string): string | undefined {
    const value = this.value(name);
    const first: unknown = Array.isArray(value) ? value[0] : undefined;
    return typeof first === 'string' ? first : undefined;
  }

  private pathOf(name: string): string {
    return `${this.path}.${name}`;
  }
}

/** `2027-01-15T08:00:00Z` (ISO 8601, UTC), rounded down to the second. */
function numericDate(text: string): NumericDate {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw unusable('detail.eventTime must be a time such as 2027-01-15T08:00:00Z');
  return Math.floor(time / 1000);
}
