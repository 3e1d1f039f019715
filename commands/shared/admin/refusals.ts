import { apiOf } from '../api-address';
import { printable } from '../printable';
import { AdminError, type AdminErrorCode } from './admin-error';
import { explainCredentials } from './failures';
import type { AdminRoute, Answer } from './signed-request';
import type { Undertaking } from './undertaking';
import { describeUser, type NamedUser } from './user';

/** What was asked, and where. */
export interface Call {
  readonly address: string;
  readonly route: AdminRoute;
  /** Whose sessions it is about, if it is one user's. */
  readonly user: NamedUser | undefined;
  readonly undertaking: Undertaking;
}

/** What an answer other than 200 means, and what to do. */
export function explainRefusal(answer: Answer, { address, route, user, undertaking }: Call): AdminError {
  const { status, body, errorType, retryAfter } = answer;
  const { error, error_description: description } = membersOf(body);
  const { notDone, unknown } = undertaking;
  const failure = (code: AdminErrorCode, text: string) => new AdminError(code, text);

  if (status === 400 && error === 'invalid_request') {
    return failure('refused', `The API refused the request: ${printable(String(description))}.\n${notDone}`);
  }
  if (status === 403) {
    const permission = `It takes the IAM permission execute-api:Invoke on ${resourceOf(address, route)}`;
    return (
      explainCredentials(errorType, undertaking) ??
      failure('not_permitted', `${forbidden(errorType)} ${notDone}\n${permission}\n${WHO}`)
    );
  }
  if (status === 404 && error === 'unknown_user' && user !== undefined) {
    return failure(
      'unknown_user',
      `Cognito does not know ${describeUser(user)}. ${notDone}\n` +
        'If the user was deleted, name it with --sub: its tokens may still live.',
    );
  }
  if (status === 429)
    return failure('unavailable', `The API has too much to do. ${notDone.replace(/\.$/, '')}: try again.`);
  if (status >= 500) {
    const when = retryAfter === undefined ? 'in a moment' : `in ${retryAfter} s`;
    return failure('unavailable', `The API could not answer (${String(status)}). ${unknown}: try again ${when}.`);
  }
  return failure(
    'not_the_api',
    `${address} answered ${String(status)}, as the sign-out API does not: is it the address of one?\n${notDone}`,
  );
}

const WHO =
  '("aws sts get-caller-identity" shows who you are; in CDK, grantAdministration() of SignOutApi and of Sessions grants theirs).';

/** API Gateway's own words are not repeated: they may hold a part of the request. */
function forbidden(errorType: string): string {
  return `The credentials do not allow the call (403${errorType === '' ? '' : ` ${errorType}`}).`;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
function resourceOf(address: string, route: AdminRoute): string {
  const api = apiOf(address);
  if (api === undefined) return `the route POST ${route} of this API`;
  const { apiId, region } = api;
  const [area = ''] = /^(cn|us-gov)(?=-)/.exec(region) ?? [];
  return `arn:aws${area && `-${area}`}:execute-api:${region}:*:${apiId}/*/POST${route}`;
}

/** The members of a JSON object; none of anything else. */
export function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
