import { aws_cognito as cognito } from 'aws-cdk-lib';

import { otherApp } from '../../support/other-app';

describe('the environment of a function', () => {
  /** An app with so many clients, whose ids are as long as Cognito makes them. */
  function appWith(count: number) {
    const { app, stack, revocation } = otherApp();
    const ids = Array.from({ length: count }, (_, index) => `1example23456789abcdef${String(1000 + index)}`);
    revocation(ids.map((id) => cognito.UserPoolClient.fromUserPoolClientId(stack, id, id)));
    return app;
  }

  it('is refused where it is larger than Lambda allows, with numbers and what is long in it', () => {
    expect(() => appWith(160).synth()).toThrow(
      /the environment of Other\/Revocation\/\S+ is about 4\d{3} bytes; allowed by Lambda: 4096; the longest variable is USER_POOL_CLIENT_IDS, with 4319: give it fewer items/,
    );
  });

  it('is accepted where it is not', () => {
    expect(() => appWith(100).synth()).not.toThrow();
  });
});
