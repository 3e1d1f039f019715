import {
  AdminUpdateUserAttributesCommand,
  UpdateUserPoolCommand,
  type LambdaConfigType,
} from '@aws-sdk/client-cognito-identity-provider';
import { Duration, type Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

import { askProxy, askToRevoke, type Told } from '../callers';
import { refreshAtCognito } from '../other-pool';
import { ACCEPTED, REJECTED, stack as ownStack, verdictsOn } from '../stack';
import { DEVICE_CONFIGURATION, type Adopted } from './adopted';

const NAME = 'e2e-pre-token-generation';
const ARN = `arn:aws:lambda:us-east-1:000000000000:function:${NAME}`;
/** Fails as the user's nickname says. */
const CODE = `
exports.handler = async (event) => {
  const { nickname } = event.request.userAttributes;
  if (nickname === 'throws') throw new Error('not now');
  if (nickname === 'hangs') await new Promise((resolve) => setTimeout(resolve, 60_000));
  return nickname === 'talks nonsense' ? {} : event;
};`;
/** How it fails, and what Cognito makes of it. */
const FAULTS = [
  ['throws', 'UserLambdaValidationException'],
  ['hangs', 'UnexpectedLambdaException'],
  ['talks nonsense', 'InvalidLambdaResponseException'],
] as const;

/** Adds the trigger to the stack; the pool has to be told of it. */
export function addTrigger(stack: Stack): void {
  new LambdaFunction(stack, 'PreTokenGeneration', {
    functionName: NAME,
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(CODE),
    timeout: Duration.seconds(1),
  }).addPermission('Cognito', { principal: new ServicePrincipal('cognito-idp.amazonaws.com') });
}

/** A pool whose pre token generation trigger fails now and then. */
export function describeFailingTrigger(adopted: () => Adopted): void {
  const apiUrl = () => adopted().stack.outputs.SignOutApiUrl;
  const clientId = () => adopted().clients.web.client_id;
  const ways: [string, (token: string) => Promise<Told>, Partial<Told>][] = [
    [
      '/oauth2/revoke',
      (token) => askToRevoke(apiUrl(), { client_id: clientId(), token }),
      { status: 503, error: 'temporarily_unavailable' },
    ],
    [
      'RevokeToken through the proxy',
      (Token) => askProxy(apiUrl(), 'RevokeToken', { ClientId: clientId(), Token }),
      { status: 500, error: 'InternalErrorException' },
    ],
  ];

  async function setTriggers(LambdaConfig: LambdaConfigType): Promise<void> {
    // What is not said is reset.
    const settings = { LambdaConfig, DeviceConfiguration: DEVICE_CONFIGURATION };
    await ownStack.cognito.send(new UpdateUserPoolCommand({ UserPoolId: adopted().pool.id, ...settings }));
  }

  async function makeTrigger(nickname: string, username: string): Promise<void> {
    await ownStack.cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: adopted().pool.id,
        Username: username,
        UserAttributes: [{ Name: 'nickname', Value: nickname }],
      }),
    );
  }

  describe('a pre token generation trigger', () => {
    beforeAll(() => setTriggers({ PreTokenGeneration: ARN }));
    afterAll(() => setTriggers({}));

    it.each(FAULTS)('that %s has no token issued, on this cloud as on AWS', async (fault, error) => {
      const { pool, clients } = adopted();
      const username = await pool.newUser();
      const { refreshToken } = await pool.signIn(username, clients.web);
      await makeTrigger(fault, username);

      expect(await refreshAtCognito(refreshToken, clients.web)).toBe(error);
      await expect(pool.signIn(username, clients.web)).rejects.toMatchObject({ name: error });
    });

    it.each(FAULTS.flatMap(([fault]) => ways.map((way) => [fault, ...way] as const)))(
      'that %s lets nothing be revoked by %s, until it works again',
      async (fault, _, revoke, refusal) => {
        const { pool, clients, stack } = adopted();
        const username = await pool.newUser();
        const tokens = await pool.signIn(username, clients.web);
        await makeTrigger(fault, username);

        await expect(revoke(tokens.refreshToken)).resolves.toMatchObject(refusal);

        expect(await verdictsOn(tokens, stack)).toEqual(ACCEPTED);
        await makeTrigger('works', username);
        expect(await refreshAtCognito(tokens.refreshToken, clients.web)).toMatchObject({ refreshToken: '' });
        await expect(revoke(tokens.refreshToken)).resolves.toMatchObject({ status: 200 });
        expect(await verdictsOn(tokens, stack)).toEqual(REJECTED);
        expect(await refreshAtCognito(tokens.refreshToken, clients.web)).toBe('NotAuthorizedException');
      },
    );
  });
}
