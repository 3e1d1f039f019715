import { Stack, type aws_apigatewayv2 as apigatewayv2, aws_iam as iam, type aws_lambda as lambda } from 'aws-cdk-lib';

import { ENVIRONMENT } from '../../lambda/contract';
import { acknowledge } from '../functions/acknowledge';

/** The environment of a function that reaches connections. The APIs are in its Region. */
export function connectionManagementEnvironment(stack: Stack): Record<string, string> {
  return { [ENVIRONMENT.executeApiDomain]: `execute-api.${stack.region}.${stack.urlSuffix}` };
}

const IDS = { DELETE: 'EndConnections', POST: 'WriteToConnections' } as const;

/**
 * Lets functions end the connections of a WebSocket API (`DELETE`), or write to them (`POST`). The policy is the API's, so
 * that it may be in another stack than the functions.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
 */
export function grantConnectionManagement(
  webSocketApi: apigatewayv2.WebSocketApi,
  method: keyof typeof IDS,
  grantees: readonly lambda.Function[],
): void {
  const stack = Stack.of(webSocketApi);
  const connections = stack.formatArn({
    service: 'execute-api',
    resource: webSocketApi.apiId,
    resourceName: `*/${method}/@connections/*`,
  });
  const policy = new iam.Policy(webSocketApi, IDS[method], {
    // CDK's own name is the same in another stack, whose policy for the same roles would replace this one.
    policyName: `${IDS[method]}${webSocketApi.node.addr}`,
    roles: grantees.flatMap(({ role }) => role ?? []),
    statements: [new iam.PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: [connections] })],
  });
  acknowledge(
    policy,
    `AwsSolutions-IAM5[Resource::${asCdkNagWritesIt(stack.resolve(connections))}]`,
    'API Gateway names connections as they open: every connection of the one API, and nothing else.',
  );
}

/** Whether functions are let do so already. */
export function isConnectionManagementGranted({ node }: apigatewayv2.WebSocketApi, method: keyof typeof IDS): boolean {
  return node.tryFindChild(IDS[method]) !== undefined;
}

/** What CloudFormation fills in stands in angle brackets. */
function asCdkNagWritesIt(arn: unknown): string {
  const { 'Fn::Join': join } = arn as { 'Fn::Join': [string, (string | { readonly Ref: string })[]] };
  return join[1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(join[0]);
}
