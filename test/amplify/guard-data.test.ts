import { aws_appsync as appsync } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { defineTokenRevocation, guardData, type BackendData } from '../../amplify/index';
import { TokenUse } from '../../lib/index';
import { FakeBackend } from '../support/amplify-container';
import { resourcesOf } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

function backendWithData(acceptedTokenUse: TokenUse[] = [TokenUse.ACCESS]) {
  const backend = new FakeBackend();
  const revocation = backend.add(defineTokenRevocation({ monitoring: UNWATCHED, acceptedTokenUse }));
  const stack = backend.stackFor('data');
  const graphqlApi = new appsync.GraphqlApi(stack, 'Api', {
    name: 'amplifyData',
    definition: appsync.Definition.fromFile(require.resolve('../../lib/graphql/schema.graphql')),
    authorizationConfig: {
      defaultAuthorization: {
        authorizationType: appsync.AuthorizationType.USER_POOL,
        userPoolConfig: { userPool: backend.userPool },
      },
    },
  });
  const cfnGraphqlApi = graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
  const data: BackendData = { resources: { graphqlApi, cfnResources: { cfnGraphqlApi } } };
  return { backend, revocation, stack, data };
}

describe('guarded Amplify Data', () => {
  it('accepts what the authorizers accept: the client of auth, and the tokens that the owner wants', () => {
    const { data, revocation, stack, backend } = backendWithData();
    guardData(data, revocation);

    const functions = resourcesOf(Template.fromStack(stack), 'AWS::AppSync::FunctionConfiguration');
    const code = JSON.stringify(functions.map(({ Properties }) => Properties['Code']));
    expect(code).toContain(JSON.stringify(stack.resolve(backend.userPoolClient.userPoolClientId)));
    expect(code).toContain(String.raw`TOKEN_USES = [\"access\"]`);
  });

  it('shares its guard with other APIs', () => {
    const { data, revocation } = backendWithData();
    const { guard } = revocation;
    guardData(data, revocation);

    expect(revocation.guard).toBe(guard);
  });

  it('refuses members of two backends, what is no member, or not yet, and to be guarded twice', () => {
    const { data, revocation } = backendWithData();
    const other = backendWithData();
    const said = 'guardData: got something else than two members of one backend';
    const guard =
      (...args: Parameters<typeof guardData>) =>
      () => {
        guardData(...args);
      };

    expect(guard(data, other.revocation)).toThrow(said);
    expect(guard(data, defineTokenRevocation({ monitoring: UNWATCHED }) as never)).toThrow(said);
    expect(guard({ getInstance: () => undefined } as never, revocation)).toThrow(said);
    expect(guard(data, undefined as never)).toThrow(said);
    expect(guard(undefined as never, revocation)).toThrow(said);
    guardData(data, revocation);
    expect(guard(data, revocation)).toThrow('guarded already');
  });
});
