import net from 'node:net';

import { ENVIRONMENT } from '../../lambda/contract';

// For every test file: handlers can be imported, and nothing leaves this machine.

Object.assign(process.env, {
  [ENVIRONMENT.userPoolId]: 'us-east-1_Example',
  [ENVIRONMENT.userPoolClientIds]: 'client-1,client-2',
  [ENVIRONMENT.acceptedTokenUse]: 'access,id',
  [ENVIRONMENT.revocationTableName]: 'revocations',
  [ENVIRONMENT.deployment]: 'revocations',
  [ENVIRONMENT.refreshTokenValidity]: '2592000',
  [ENVIRONMENT.allowedOrigins]: '*',
  [ENVIRONMENT.connectionTableName]: 'connections',
  [ENVIRONMENT.sessionTableName]: 'sessions',
  [ENVIRONMENT.sessionDevices]: 'true',
  [ENVIRONMENT.endingQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/123456789012/ending',
  [ENVIRONMENT.executeApiDomain]: 'execute-api.us-east-1.amazonaws.com',
  [ENVIRONMENT.allowQueryToken]: 'false',
  [ENVIRONMENT.signOutRoleArns]: 'arn:aws:iam::123456789012:role/sign-out',
  [ENVIRONMENT.sessionEvents]: 'ignore',
  [ENVIRONMENT.subscriptionFields]: 'https://api-1.appsync-api.us-east-1.amazonaws.com/graphql#sessionNotice',
  [ENVIRONMENT.lateSubscriptionsQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/123456789012/late',
  [ENVIRONMENT.invalidationPace]: '50',
  [ENVIRONMENT.followers]:
    'https://sqs.us-east-1.amazonaws.com/123456789012/follower#https://sqs.us-east-1.amazonaws.com/123456789012/dead',
  [ENVIRONMENT.revocationQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/123456789012/follower',
  [ENVIRONMENT.deadLetterQueueUrl]: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead',
  [ENVIRONMENT.eventBusName]: 'default',
  [ENVIRONMENT.signOutApiUrl]: 'https://abcd1234.execute-api.us-east-1.amazonaws.com',
  [ENVIRONMENT.identityProviders]: JSON.stringify({
    revocationUrl: 'https://abcd1234.execute-api.us-east-1.amazonaws.com/oauth2/global-token-revocation',
    providers: [{ name: 'Okta', issuer: 'https://acme.okta.com', jwksUri: 'https://acme.okta.com/oauth2/v1/keys' }],
  }),
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});
for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB', 'AWS_SESSION_TOKEN']) {
  Reflect.deleteProperty(process.env, name);
}
delete process.env['AWS_PROFILE'];

const LOOPBACK = [undefined, 'localhost', '127.0.0.1', '::1'];
type Connect = typeof net.Socket.prototype.connect;
// Called on the socket, as the method that it stands for.
// eslint-disable-next-line @typescript-eslint/unbound-method
const connect: Connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const [first] = args.flat() as [net.NetConnectOpts | number | string];
  const host = typeof first === 'object' && 'host' in first ? first.host : undefined;
  if (!LOOPBACK.includes(host)) throw new Error(`A test tried to reach ${String(host)}`);
  return Reflect.apply(connect, this, args) as net.Socket;
};
