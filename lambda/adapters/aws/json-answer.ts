import type { HttpAnswer } from './http-answer';

/** An AWS service, or something in its stead, refused or did not make sense. */
export class ServiceError extends Error {
  /** For whoever logs it: as the errors of the AWS SDKs have it. */
  readonly $metadata: { readonly httpStatusCode: number };

  /** Whether another attempt may not meet it. */
  readonly isTransient: boolean;

  /**
   * @param name - the service's name for the error, such as `ThrottlingException`, or {@link MALFORMED}
   * @param said - what the service says of it, where somebody must know: it repeats input, so no line may hold it
   */
  constructor(
    service: string,
    override readonly name: string,
    httpStatusCode: number,
    readonly said?: unknown,
  ) {
    super(`${service} answered ${String(httpStatusCode)}`);
    this.$metadata = { httpStatusCode };
    this.isTransient =
      httpStatusCode >= 500 || httpStatusCode === 429 || name === MALFORMED || TRANSIENT.includes(name);
  }
}

/** The name of an error that is none of the service's: what came makes no sense. */
export const MALFORMED = 'MalformedResponse';

/**
 * Errors (status 400) that another attempt may not meet. An expired signature is one: a process that was frozen after
 * it had signed wakes up with it. Each attempt is signed anew, by this machine's clock; if that is wrong, it is a fault,
 * for it decides on the expiry of tokens as well.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
const TRANSIENT = [
  'InvalidSignatureException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeTooSkewed',
  'ThrottlingException',
  'TooManyRequestsException',
];

/** An object of an answer, of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * What a service says, in AWS's JSON protocol, where it has done what it was asked.
 *
 * @param answer - as it came
 * @param refusal - makes an error of its name, the status, and what came
 * @throws what that makes if it has not, or if this is no answer of its own
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function contentOf(
  answer: HttpAnswer,
  refusal: (name: string, status: number, content?: Json) => ServiceError,
): Json {
  const { status, body } = answer;
  const content = parseObject(body);
  if (status !== 200) throw refusal(errorName(content), status, content);
  if (content === undefined) throw refusal(MALFORMED, status);
  return content;
}

/** `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException", …}`; a proxy's page has none. */
function errorName(content: Json | undefined): string {
  const type = content?.['__type'];
  return (typeof type === 'string' ? /[A-Za-z]+$/.exec(type)?.[0] : undefined) ?? 'UnknownError';
}

function parseObject(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is an object, and neither null nor an array. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
