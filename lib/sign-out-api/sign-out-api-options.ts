import type { aws_apigatewayv2 as http } from 'aws-cdk-lib';

import type { IdentityProvider } from './identity-provider';

/** How the API that signs out is reached. */
export interface SignOutApiOptions {
  /**
   * Origins that browsers may call from, such as `https://app.example.com`. No cookies are used.
   *
   * @default ['*']
   */
  readonly allowedOrigins?: string[];

  /**
   * Where users sign in and out in a browser: then `POST /sign-out` answers with the `logoutUrl` that ends the browser's
   * cookie, and `/oauth2/logout` sends the browser there.
   *
   * @default - the answer has no `logoutUrl`, and browsers go straight back to the app
   */
  readonly managedLogin?: ManagedLogin;

  /**
   * Where a browser may be sent to after `/oauth2/logout`, of clients that have no OAuth flows: Cognito keeps sign-out URLs only for
   * those that have. Each to the character, without `#`.
   *
   * @default - none
   */
  readonly logoutUrls?: string[];

  /**
   * Identity providers of the user pool that may sign their own users out, at every gateway at once: by `POST
   * /oauth2/global-token-revocation` (Okta's Universal Logout) and `POST /oauth2/backchannel-logout` (OpenID Connect).
   *
   * @default - none, and neither of these routes
   */
  readonly identityProviders?: IdentityProvider[];

  /**
   * How often each of the routes that nobody has to be signed in for (`POST /sign-out`, `POST /oauth2/revoke`, `POST /`, and the
   * addresses of OpenID Connect) may be called, by all callers together: what is over it is answered 429 by the gateway, at no cost of a function. Signing out
   * with `global` Cognito itself allows 25 times a second.
   *
   * @default - 200 requests a second, and bursts of 400
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
   */
  readonly throttle?: http.ThrottleSettings;
}

/** Where users sign in and out in a browser. */
export interface ManagedLogin {
  /** Address of the pool's domain, such as that of `UserPoolDomain.baseUrl()`. */
  readonly baseUrl: string;

  /** Where a browser is sent to after it has signed out: an allowed sign-out URL of each client. */
  readonly logoutUri: string;
}
