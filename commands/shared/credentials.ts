const NO_CREDENTIALS = [
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
];

/** Whether an error of that name says that there are no AWS credentials, or that they are not valid. */
export function isCredentialsError(name: string): boolean {
  return NO_CREDENTIALS.includes(name);
}

/** What to do about it, for people. */
export function explainNoCredentials(name: string): string {
  return (
    `There are no AWS credentials, or they are not valid (${name}).\n` +
    'Sign in with the AWS command line, or set AWS_PROFILE; "aws sts get-caller-identity" shows who you are.'
  );
}
