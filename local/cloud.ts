import { readFileSync } from 'node:fs';

import type { StackOutputs } from '../lib/app/cognito-sign-out-stack';
import { FILES, readJson, writeLocal } from './files';
import { Problem } from './run';

/** The variables that give any AWS client this cloud. */
export type CloudVariables = Readonly<Record<string, string>>;

const NAMES = [
  'AWS_ENDPOINT_URL',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'NODE_EXTRA_CA_CERTS',
  'AWS_CA_BUNDLE',
];

/** Variables for the engine that `npm start` has started. `localhost`, for its certificate says so. */
export function variablesOfEngine(port: number): CloudVariables {
  return {
    AWS_ENDPOINT_URL: `https://localhost:${String(port)}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NODE_EXTRA_CA_CERTS: FILES.certificate,
    AWS_CA_BUNDLE: FILES.certificate,
  };
}

/** Variables for an engine that runs elsewhere, if `AWS_ENDPOINT_URL` names one. */
export function variablesOfElsewhere(environment: NodeJS.ProcessEnv): CloudVariables | undefined {
  const endpoint = environment['AWS_ENDPOINT_URL'] ?? '';
  if (endpoint === '') return undefined;
  if (!URL.canParse(endpoint) || /\.amazonaws\.com(\.cn)?$|\.aws$/.test(new URL(endpoint).hostname)) {
    throw new Problem(
      `AWS_ENDPOINT_URL: got ${JSON.stringify(endpoint)}; allowed: the URL of an AWS emulator.\n` +
        'To deploy to AWS itself, unset it and run npx cdk deploy.',
    );
  }
  const defaults = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const given = NAMES.map((name) => [name, environment[name] ?? '']).filter(([, value]) => value !== '');
  return { ...defaults, ...(Object.fromEntries(given) as CloudVariables) };
}

/** The environment for a command that is to use this cloud, and must never reach another. */
export function environmentFor(variables: CloudVariables, given = process.env): NodeJS.ProcessEnv {
  const notAws = Object.entries(given).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(notAws), ...variables, CDK_DISABLE_CLI_TELEMETRY: 'true' };
}

/** Says where the cloud is, and what is deployed in it. */
export function writeCloud(variables: CloudVariables, deployed: StackOutputs): StackOutputs {
  const outputs = reachable(deployed, variables['AWS_ENDPOINT_URL'] ?? '');
  writeLocal(FILES.outputs, `${JSON.stringify(outputs, null, 2)}\n`);
  writeLocal(
    FILES.env,
    Object.entries(variables)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return outputs;
}

/** What `npm start` has written of the cloud that is up. */
export function readCloud(): { readonly variables: CloudVariables; readonly outputs: StackOutputs } {
  const outputs = readJson(FILES.outputs) as StackOutputs | undefined;
  if (outputs === undefined) throw new Problem('There is no local cloud: run npm start.');
  const lines = readFileSync(FILES.env, 'utf8').trimEnd().split('\n');
  const variables = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
  return { variables: Object.fromEntries(variables), outputs };
}

/** An address at an HTTP API, where the engine serves it. Ours names that already (local/engine/). */
export function reachableHttpApi(url: string, endpoint: string): string {
  if (url.startsWith(`${endpoint}/`)) return url.replace(/\/$/, '');
  return `${endpoint}/_aws/execute-api/${apiId(url)}/$default${new URL(url).pathname.replace(/\/$/, '')}`;
}

/** Where the engine serves a stage of a WebSocket API, as above. */
export function reachableWebSocketApi(url: string, endpoint: string): string {
  return `${endpoint.replace(/^http/, 'ws')}/_aws/execute-api/${apiId(url)}${new URL(url).pathname}`;
}

/**
 * The outputs name hosts under amazonaws.com, which are AWS's; the engine serves the same APIs under paths of its own
 * address.
 */
export function reachable(outputs: StackOutputs, endpoint: string): StackOutputs {
  const { SignOutApiUrl, RestApiUrl, WebSocketApiUrl, GraphqlApiId } = outputs;
  return {
    ...outputs,
    SignOutApiUrl: reachableHttpApi(SignOutApiUrl, endpoint),
    RestApiUrl: `${endpoint}/_aws/execute-api/${apiId(RestApiUrl)}${new URL(RestApiUrl).pathname}`,
    WebSocketApiUrl: reachableWebSocketApi(WebSocketApiUrl, endpoint),
    GraphqlApiUrl: `${endpoint}/v1/apis/${GraphqlApiId}/graphql`,
    ...(outputs.ManagedLoginUrl !== undefined && { ManagedLoginUrl: endpoint }),
  };
}

function apiId(url: string): string {
  return new URL(url).hostname.split('.')[0] ?? '';
}
