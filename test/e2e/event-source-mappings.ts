import { readCloud } from '../../local/cloud';
import { requestSigned, type SignedContent } from './signed-request';

/** By which Lambda calls a function with what is in a queue. */
export interface EventSourceMapping {
  readonly UUID: string;
  readonly EventSourceArn: string;
}

const { variables } = readCloud();
const URL = `${variables['AWS_ENDPOINT_URL'] ?? ''}/2015-03-31/event-source-mappings`;
const CREDENTIALS = {
  accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export async function eventSourceMappingsOf(functionName: string): Promise<readonly EventSourceMapping[]> {
  const listed = await ask('GET', `?FunctionName=${functionName}`, {});
  return (listed as { readonly EventSourceMappings: readonly EventSourceMapping[] }).EventSourceMappings;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export async function setEnabled({ UUID }: EventSourceMapping, Enabled: boolean): Promise<void> {
  const content = { body: JSON.stringify({ Enabled }), headers: { 'content-type': 'application/json' } };
  await ask('PUT', `/${UUID}`, content);
}

async function ask(method: string, where: string, content: SignedContent): Promise<unknown> {
  const response = await requestSigned(method, `${URL}${where}`, content, CREDENTIALS, 'lambda');
  if (!response.ok) throw new Error(`${method} ${where}: ${String(response.status)}`);
  return response.json();
}
