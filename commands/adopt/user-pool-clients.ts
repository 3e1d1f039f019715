import {
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
  type CognitoIdentityProviderClient,
  type UpdateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';

import type { ClientDescription } from './client-description';

/** The app clients of user pools. Errors are the SDK's own. */
export interface UserPoolClients {
  /** Reads all there is to know of a client, its secret included. */
  describe(userPoolId: string, clientId: string): Promise<ClientDescription>;
  /** Writes every setting of a client: what the update leaves out is reset to its default. */
  update(update: UpdateUserPoolClientCommandInput): Promise<void>;
}

/** App clients at Cognito. */
export function createUserPoolClients(cognito: CognitoIdentityProviderClient): UserPoolClients {
  return {
    async describe(userPoolId, clientId) {
      const command = new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId });
      let json = '';
      // Around the request itself: of the answer that the SDK has read, what it does not know is gone.
      command.middlewareStack.add(
        (next) => async (args) => {
          const { response, ...rest } = await next(args);
          const { body, read } = await copyOf(response);
          json = read;
          return { ...rest, response: Object.assign(response as object, { body }) };
        },
        { step: 'deserialize', priority: 'low' },
      );
      await cognito.send(command);
      return clientIn(json);
    },

    async update(update) {
      await cognito.send(new UpdateUserPoolClientCommand(update));
    },
  };
}

/** A stream can be read once only: it is read here, and its bytes take its place. */
async function copyOf(response: unknown): Promise<{ readonly body: Uint8Array; readonly read: string }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (response as { body: AsyncIterable<Uint8Array> }).body) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return { body, read: body.toString() };
}

function clientIn(json: string): ClientDescription {
  const client = (JSON.parse(json) as { UserPoolClient?: unknown } | null)?.UserPoolClient;
  if (typeof client !== 'object' || client === null) throw new SyntaxError('there is no UserPoolClient in the answer');
  return client as ClientDescription;
}
