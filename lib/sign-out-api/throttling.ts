import { Token, type aws_apigatewayv2 as http } from 'aws-cdk-lib';

/** More sign-outs than Cognito itself takes, and few enough to leave the account's functions to others. */
const DEFAULT = { rateLimit: 200, burstLimit: 400 } as const satisfies http.ThrottleSettings;

/**
 * Limits how often some routes of an API may be called, each by itself, by all callers together.
 *
 * @throws Error if a limit is not above 0: API Gateway would refuse every request
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
export function throttleRoutes(
  httpApi: http.HttpApi,
  routes: ReadonlyMap<string, http.HttpRoute>,
  throttle: http.ThrottleSettings = {},
): void {
  const { rateLimit = DEFAULT.rateLimit, burstLimit = DEFAULT.burstLimit } = throttle;
  for (const [name, value] of Object.entries({ rateLimit, burstLimit })) {
    if (value > 0 || Token.isUnresolved(value)) continue;
    throw new Error(`throttle: got ${name} ${String(value)}; allowed: more than 0 requests`);
  }
  const stage = httpApi.defaultStage?.node.defaultChild as http.CfnStage;
  const settings = { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit };
  stage.routeSettings = Object.fromEntries(Array.from(routes.keys(), (key) => [key, settings]));
  // API Gateway refuses settings of a route that is not there yet.
  for (const route of routes.values()) stage.node.addDependency(route);
}
