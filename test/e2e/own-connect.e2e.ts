import {
  App,
  CfnOutput,
  Duration,
  RemovalPolicy,
  Stack,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_cognito as cognito,
  aws_lambda as lambda,
} from 'aws-cdk-lib';
import { randomUUID } from 'node:crypto';

import { LiveConnections, TokenRevocation } from '../../lib';
import {
  connectionManagementEnvironment,
  grantConnectionManagement,
} from '../../lib/connections/connection-management';
import { createBundledFunction } from '../../lib/functions/bundled-function';
import { StackClient, type OpenConnection, type User } from '../../local/client';
import { readCloud, reachableHttpApi, reachableWebSocketApi } from '../../local/cloud';
import { deployApp, destroyApp } from '../../local/deploy';
import { closeOf, echo } from './sockets';
import { stack } from './stack';
import { UNWATCHED } from '../support/unwatched';

const SLOW = 600_000;
const NAME = 'OwnConnect';
/** Refuses whoever asks for it, or is not known to it. Both its routes know of no registry. */
const CODE = `
exports.handler = async ({ requestContext: { authorizer }, queryStringParameters }) => {
  const { sub, subprotocol } = authorizer;
  if (sub === undefined || queryStringParameters?.refuse !== undefined) return { statusCode: 403 };
  return { statusCode: 200, headers: subprotocol === undefined ? {} : { 'Sec-WebSocket-Protocol': subprotocol } };
};`;

const { variables } = readCloud();
const engine = variables['AWS_ENDPOINT_URL'] ?? '';

let assembly: string;
let app: StackClient;
let refusing: StackClient;
const opened: OpenConnection[] = [];

/** A WebSocket API whose routes are all its own, as they were before it was protected. */
function chatApp(): App {
  const chatApp = new App();
  const scope = new Stack(chatApp, NAME);
  const userPool = new cognito.UserPool(scope, 'UserPool', { removalPolicy: RemovalPolicy.DESTROY });
  const client = userPool.addClient('Web', { authFlows: { userPassword: true }, enableTokenRevocation: true });
  const chat = new lambda.Function(scope, 'Chat', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(CODE),
  });
  const route = () => ({ integration: new integrations.WebSocketLambdaIntegration('Chat', chat) });
  const api = new apigatewayv2.WebSocketApi(scope, 'Api', {
    connectRouteOptions: route(),
    disconnectRouteOptions: route(),
  });
  const tokenRevocation = new TokenRevocation(scope, 'TokenRevocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [client],
    deletionProtection: false,
  });
  const echo = createBundledFunction(scope, 'Echo', {
    bundle: 'websocket-echo',
    revocationTable: tokenRevocation.revocationTable,
    description: 'Sends frames back',
    environment: connectionManagementEnvironment(scope),
    timeout: Duration.seconds(10),
  });
  grantConnectionManagement(api, 'POST', [echo]);
  api.addRoute('$default', { integration: new integrations.WebSocketLambdaIntegration('Echo', echo) });
  new LiveConnections(scope, 'LiveConnections', tokenRevocation).protectWebSocketApi(api);
  const { url } = new apigatewayv2.WebSocketStage(scope, 'Stage', {
    webSocketApi: api,
    stageName: 'v1',
    autoDeploy: true,
  });
  new CfnOutput(scope, 'UserPoolId', { value: userPool.userPoolId });
  new CfnOutput(scope, 'UserPoolClientId', { value: client.userPoolClientId });
  new CfnOutput(scope, 'SignOutApiUrl', { value: tokenRevocation.signOutApi.url });
  new CfnOutput(scope, 'ChatUrl', { value: url });
  return chatApp;
}

beforeAll(async () => {
  assembly = chatApp().synth().directory;
  const { [NAME]: outputs = {} } = await deployApp(variables, assembly);
  const { UserPoolId = '', UserPoolClientId = '', SignOutApiUrl = '', ChatUrl = '' } = outputs;
  const own = { UserPoolId, UserPoolClientId, SignOutApiUrl: reachableHttpApi(SignOutApiUrl, engine) };
  const WebSocketApiUrl = reachableWebSocketApi(ChatUrl, engine);
  app = new StackClient({ ...stack.outputs, ...own, WebSocketApiUrl });
  refusing = new StackClient({ ...app.outputs, WebSocketApiUrl: `${WebSocketApiUrl}?refuse` });
}, SLOW);

afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.close();
});

afterAll(async () => {
  await destroyApp(variables, assembly);
  for (const client of [app.cognito, refusing.cognito, stack.cognito]) client.destroy();
}, SLOW);

const newUser = () => app.signUp(`${randomUUID()}@example.com`);

async function connected(user: User) {
  const tokens = await app.signIn(user);
  const connection = await app.connect(tokens.accessToken);
  if (connection === undefined) throw new Error('The connection was refused');
  opened.push(connection);
  return { tokens, connection };
}

async function ends(connection: OpenConnection): Promise<boolean> {
  return (await closeOf(connection)) !== undefined;
}

describe('a WebSocket API with a $connect of its own', () => {
  it('answers with the subprotocol that it is told', async () => {
    const { connection } = await connected(await newUser());

    expect(connection.socket.protocol).toBe('bearer');
    expect(await echo(connection, 'here')).toBe('here');
  });

  it('decides for itself whom it does not let in', async () => {
    const { accessToken } = await app.signIn(await newUser());

    expect(await refusing.connect(accessToken)).toBeUndefined();
  });

  it('is not asked about a token that is signed out, and its connections end with their session', async () => {
    const user = await newUser();
    const [phone, laptop] = [await connected(user), await connected(user)];

    await expect(app.signOut(phone.tokens.accessToken)).resolves.toMatchObject({ status: 200 });

    expect(await ends(phone.connection)).toBe(true);
    expect(await app.connect(phone.tokens.accessToken)).toBeUndefined();
    expect(await echo(laptop.connection, 'still here')).toBe('still here');
  });

  it('ends those of a user at once, beside those that ended before and were not forgotten', async () => {
    const user = await newUser();
    const { connection, tokens } = await connected(user);
    for (let times = 0; times < 3; times++) {
      const { connection: ended } = await connected(user);
      ended.socket.close();
      expect(await ends(ended)).toBe(true);
    }

    await expect(app.signOut(tokens.accessToken, { scope: 'global' })).resolves.toMatchObject({ status: 200 });

    expect(await ends(connection)).toBe(true);
  });
});
