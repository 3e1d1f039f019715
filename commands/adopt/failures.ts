import { CognitoIdentityProviderServiceException } from '@aws-sdk/client-cognito-identity-provider';

import { explainNoCredentials, isCredentialsError } from '../shared/credentials';
import { AdoptionError, type AdoptionErrorCode } from './adoption-error';
import type { AdoptionOptions } from './options';

const NOT_PERMITTED = ['AccessDenied', 'AccessDeniedException', 'NotAuthorizedException'];
const UNAVAILABLE = ['InternalErrorException', 'ThrottlingException', 'TooManyRequestsException'];

/** Says what a failed call to Cognito means, and what to do. */
export function explain(cause: unknown, call: string, { userPoolId, clientId }: AdoptionOptions): AdoptionError {
  const name = cause instanceof Error ? cause.name : '';
  const fail = (code: AdoptionErrorCode, message: string) => new AdoptionError(code, message, { cause });

  if (isCredentialsError(name)) return fail('no_credentials', explainNoCredentials(name));
  if (NOT_PERMITTED.includes(name)) {
    return fail('not_permitted', `The credentials do not allow cognito-idp:${call}: ${said(cause)}`);
  }
  if (name === 'ResourceNotFoundException') {
    return fail(
      'no_such_client',
      `There is no app client ${clientId} in a user pool ${userPoolId}: ${said(cause)}\n` +
        'Look at both ids, and at the account: "aws sts get-caller-identity" shows it.',
    );
  }
  if (!(cause instanceof CognitoIdentityProviderServiceException)) {
    return fail('unavailable', `Cognito could not be reached, or its answer could not be read (${reasonOf(cause)}).`);
  }
  if (UNAVAILABLE.includes(name)) return fail('unavailable', `Cognito could not answer (${name}): try again.`);
  return fail('refused', `Cognito refused ${call} (${name}): ${said(cause)}`);
}

/** Whether Cognito has answered that it did not do what was asked. */
export function isRefusal(error: unknown): boolean {
  const status = error instanceof CognitoIdentityProviderServiceException ? error.$metadata.httpStatusCode : undefined;
  return status !== undefined && status >= 400 && status < 500;
}

/** Cognito's own words. They name ids, ARNs and settings. */
function said(cause: unknown): string {
  return cause instanceof CognitoIdentityProviderServiceException ? cause.message : '';
}

/** Never the message: a JSON parser's repeats a piece of what it could not read. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
