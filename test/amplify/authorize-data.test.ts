import { Duration, aws_appsync as appsync, aws_lambda as lambda } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { authorizeData, defineTokenRevocation, type BackendData } from '../../amplify/index';
import { FakeBackend } from '../support/amplify-container';
import { resourcesOf } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

/** As Amplify Data makes its API: with Cognito's mode, and IAM, besides the default. */
function backendWith(
  settings: { revocationDelay?: Duration; ttl?: Duration; defaultMode?: 'lambda' | 'userPool'; isOther?: boolean } = {},
) {
  const { revocationDelay, ttl = Duration.seconds(0), defaultMode = 'lambda', isOther = false } = settings;
  const backend = new FakeBackend();
  const revocation = backend.add(
    defineTokenRevocation({ monitoring: UNWATCHED, ...(revocationDelay && { revocationDelay }) }),
  );
  const stack = backend.stackFor('data');
  const other = () =>
    new lambda.Function(stack, 'Other', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ isAuthorized: true });'),
    });
  const { LAMBDA, USER_POOL, IAM } = appsync.AuthorizationType;
  const cognito = { authorizationType: USER_POOL, userPoolConfig: { userPool: backend.userPool } };
  const { lambda: handler } = isOther ? { lambda: other() } : revocation.resources;
  const authorizer = { authorizationType: LAMBDA, lambdaAuthorizerConfig: { handler, resultsCacheTtl: ttl } };
  const [defaultAuthorization, second] = defaultMode === 'lambda' ? [authorizer, cognito] : [cognito, authorizer];
  const graphqlApi = new appsync.GraphqlApi(stack, 'Api', {
    name: 'amplifyData',
    definition: appsync.Definition.fromFile(require.resolve('../../lib/graphql/schema.graphql')),
    authorizationConfig: { defaultAuthorization, additionalAuthorizationModes: [second, { authorizationType: IAM }] },
  });
  const cfnGraphqlApi = graphqlApi.node.defaultChild as appsync.CfnGraphQLApi;
  const data: BackendData = { resources: { graphqlApi, cfnResources: { cfnGraphqlApi } } };
  return { backend, revocation, stack, data, cfnGraphqlApi };
}

/** What it says as the template is made. */
function synthesize({ stack, data, revocation }: ReturnType<typeof backendWith>): Template {
  authorizeData(data, revocation);
  return Template.fromStack(stack);
}

describe('Amplify Data behind the authorizer', () => {
  it('keeps no mode that would accept signed-out tokens', () => {
    const [api] = resourcesOf(synthesize(backendWith()), 'AWS::AppSync::GraphQLApi');

    expect(api?.Properties).toMatchObject({
      AuthenticationType: 'AWS_LAMBDA',
      AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }],
      LambdaAuthorizerConfig: { AuthorizerResultTtlInSeconds: 0 },
    });
  });

  it('may keep verdicts for as long as the revocationDelay says', () => {
    const minute = Duration.minutes(1);
    const [api] = resourcesOf(
      synthesize(backendWith({ revocationDelay: minute, ttl: minute })),
      'AWS::AppSync::GraphQLApi',
    );

    expect(api?.Properties).toMatchObject({ LambdaAuthorizerConfig: { AuthorizerResultTtlInSeconds: 60 } });
  });

  it("refuses a cache that the revocationDelay does not know of, such as Amplify's default", () => {
    expect(() => synthesize(backendWith({ ttl: Duration.minutes(1) }))).toThrow(
      /timeToLiveInSeconds is 60 .* set it to 0, which is the revocationDelay/,
    );
    expect(() => synthesize(backendWith({ revocationDelay: Duration.minutes(1) }))).toThrow(
      /timeToLiveInSeconds is 0 .* set it to 60/,
    );
  });

  it('refuses another default mode', () => {
    expect(() => synthesize(backendWith({ defaultMode: 'userPool' }))).toThrow(
      "the default mode is AMAZON_COGNITO_USER_POOLS; set authorizationModes.defaultAuthorizationMode to 'lambda'",
    );
  });

  it('refuses another function', () => {
    expect(() => synthesize(backendWith({ isOther: true }))).toThrow(
      'another function decides; set lambdaAuthorizationMode.function to tokenRevocation',
    );
  });

  it.each(['AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT'])('refuses a mode that comes later: %s', (mode) => {
    const backend = backendWith();
    authorizeData(backend.data, backend.revocation);
    backend.cfnGraphqlApi.addPropertyOverride('AdditionalAuthenticationProviders.1', { AuthenticationType: mode });

    expect(() => Template.fromStack(backend.stack)).toThrow(`the authorization mode ${mode} beside`);
  });

  it("refuses Cognito's mode where it is not called", () => {
    const { stack } = backendWith();

    expect(() => Template.fromStack(stack)).toThrow('the authorization mode AMAZON_COGNITO_USER_POOLS beside');
  });

  it('refuses members of two backends, and what is no member, or not yet', () => {
    const { data } = backendWith();
    const { revocation } = backendWith();
    const said = 'got something else than two members of one backend';

    expect(() => {
      authorizeData(data, revocation);
    }).toThrow(said);
    expect(() => {
      authorizeData(data, defineTokenRevocation({ monitoring: UNWATCHED }) as never);
    }).toThrow(said);
    expect(() => {
      authorizeData({ getInstance: () => undefined } as never, revocation);
    }).toThrow(said);
    expect(() => {
      authorizeData(data, undefined as never);
    }).toThrow(said);
    expect(() => {
      authorizeData(undefined as never, revocation);
    }).toThrow(said);
  });
});
