import type { Template } from 'aws-cdk-lib/assertions';

import { resourcesById, resourcesOf } from './synth';

/**
 * The doors of an app's own APIs, and which function of this package decides at each: routes of HTTP and WebSocket APIs, methods
 * of REST APIs, modes of AppSync APIs.
 */
export function doorsOf(template: Template): string[] {
  return [...routesOf(template), ...methodsOf(template), ...modesOf(template)].sort();
}

function routesOf(template: Template): string[] {
  // What the sign-out API does is not the app's.
  const ids = resourcesById(template, 'AWS::ApiGatewayV2::Api').filter(([, { Name }]) => Name !== 'cognito-sign-out');
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route')
    .filter(({ Properties: { ApiId } }) => ids.some(([id]) => refersTo(ApiId, id)))
    .map(({ Properties }) => `${String(Properties['RouteKey'])}: ${deciderOf(template, Properties)}`);
}

function methodsOf(template: Template): string[] {
  const resources = resourcesById(template, 'AWS::ApiGateway::Resource');
  return resourcesOf(template, 'AWS::ApiGateway::Method').map(({ Properties }) => {
    const [, { PathPart = '' } = {}] = resources.find(([id]) => refersTo(Properties['ResourceId'], id)) ?? [];
    return `${String(Properties['HttpMethod'])} /${String(PathPart)}: ${deciderOf(template, Properties)}`;
  });
}

function modesOf(template: Template): string[] {
  return resourcesOf(template, 'AWS::AppSync::GraphQLApi').flatMap(({ Properties }) => {
    const modes = [Properties, ...((Properties['AdditionalAuthenticationProviders'] ?? []) as (typeof Properties)[])];
    return modes.map(({ AuthenticationType, LambdaAuthorizerConfig }) =>
      AuthenticationType === 'AWS_LAMBDA' ? functionIn(template, LambdaAuthorizerConfig) : String(AuthenticationType),
    );
  });
}

/** The function that decides at a route or a method, or what else does. */
function deciderOf(template: Template, { AuthorizationType, AuthorizerId }: Record<string, unknown>): string {
  if (AuthorizationType !== 'CUSTOM') return String(AuthorizationType);
  const authorizers = ['AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGateway::Authorizer'].flatMap((type) =>
    resourcesById(template, type),
  );
  const [, authorizer] = authorizers.find(([id]) => refersTo(AuthorizerId, id)) ?? [];
  return functionIn(template, authorizer?.['AuthorizerUri']);
}

/** Which of this package's functions a value refers to: what its description has in parentheses. */
function functionIn(template: Template, value: unknown): string {
  const [, { Description } = {}] =
    resourcesById(template, 'AWS::Lambda::Function').find(([id]) => refersTo(value, id)) ?? [];
  return /^Rejects signed-out Cognito tokens \((.+)\)$/.exec(String(Description))?.[1] ?? 'unknown';
}

function refersTo(value: unknown, id: string): boolean {
  return JSON.stringify(value ?? null).includes(JSON.stringify(id));
}
