import { VerifyError } from './verify-error';

/**
 * Refuses a stack that was made with another version of the package than this program is of: it may promise something else.
 *
 * @param stack - undefined if its template does not say
 * @throws VerifyError `another_version`
 */
export function refuseAnotherVersion(stack: string | undefined, program: string): void {
  if (stack === program) return;
  const found =
    stack === undefined
      ? 'The stack does not say with which version of cognito-sign-out it was made: it has no TokenRevocation, or that of an ' +
        'older version, or one in a stack that is nested in it'
      : `The stack was made with cognito-sign-out ${stack}`;
  const instead =
    stack === undefined
      ? 'Name the stack with the TokenRevocation (--stack), deploy it anew'
      : `Run npx cognito-sign-out@${stack}, deploy it anew`;
  throw new VerifyError(
    'another_version',
    `${found}; this is ${program}.\n${instead}, or verify it all the same with --any-version.`,
  );
}
