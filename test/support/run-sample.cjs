// Runs one sample of the documents in its folder, as a user's app would (test/support/samples.ts), and synthesizes what it
// makes. What it declares is there: a real construct in a new app. Takes the sample and the app's feature flags as JSON,
// prints how many resources came of it.

const { App, Stack, ...cdk } = require('aws-cdk-lib');
const { createRequire } = require('node:module');
const path = require('node:path');
const { Monitoring, TokenRevocation } = require('../../dist/lib');

const [sample, context] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const app = new App({ context, outdir: path.join(process.cwd(), 'cdk.out') });
const stack = new Stack(app, 'Stack');

/** By type, as the samples write it: each is made once, where it is wanted. */
const makers = {
  Stack: () => stack,
  'cognito.IUserPool': () => new cdk.aws_cognito.UserPool(stack, 'UserPool'),
  'cognito.IUserPoolClient': () => valueOf({ type: 'cognito.IUserPool' }).addClient('Client'),
  'apigatewayv2.HttpApi': () => new cdk.aws_apigatewayv2.HttpApi(stack, 'HttpApi'),
  'apigatewayv2.WebSocketApi': () => new cdk.aws_apigatewayv2.WebSocketApi(stack, 'WebSocketApi'),
  'apigateway.RestApi': () => new cdk.aws_apigateway.RestApi(stack, 'RestApi'),
  TokenRevocation: () =>
    new TokenRevocation(stack, 'TokenRevocation', {
      userPool: valueOf({ type: 'cognito.IUserPool' }),
      userPoolClients: [valueOf({ type: 'cognito.IUserPoolClient' })],
      monitoring: Monitoring.none('a sample'),
    }),
  'iam.IRole': () =>
    new cdk.aws_iam.Role(stack, 'Role', { assumedBy: new cdk.aws_iam.ServicePrincipal('ec2.amazonaws.com') }),
  string: () => 'example',
};
const made = new Map();

function valueOf({ name, type }) {
  if (!Object.hasOwn(makers, type)) {
    throw new Error(`${name}: nothing to give for the type ${type}: add it to test/support/run-sample.cjs`);
  }
  if (!made.has(type)) made.set(type, makers[type]());
  return made.get(type);
}

const requireOfSample = createRequire(path.join(process.cwd(), 'sample.js'));
const exported = {};
const { javaScript, declared, functions } = sample;
const run = new Function('require', 'exports', ...declared.map(({ name }) => name), javaScript);
run(requireOfSample, exported, ...declared.map(valueOf));
for (const [name, parameters] of Object.entries(functions)) exported[name](...parameters.map(valueOf));

// CDK refuses an empty stack: that of a sample which is no app's.
const { Resources } =
  stack.node.children.length === 0 ? { Resources: {} } : app.synth().getStackByName('Stack').template;
process.stdout.write(String(Object.keys(Resources).length));
