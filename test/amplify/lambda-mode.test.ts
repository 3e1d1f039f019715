import { AmplifyBackend, protectedResourcesOf, resourcesOf, type Synthesis } from '../support/amplify-backend';
import { circleIn } from '../support/circles';

const SLOW = 300_000;

let backend: AmplifyBackend;
let branch: Synthesis;
let sandbox: Synthesis;

beforeAll(async () => {
  backend = new AmplifyBackend('lambda-mode');
  [branch, sandbox] = await Promise.all([backend.synthesize('branch'), backend.synthesize('sandbox')]);
}, SLOW);

afterAll(() => {
  backend.remove();
});

describe('the example with the Lambda mode', () => {
  it('synthesizes, offline', () => {
    expect([branch.exitCode, branch.output]).toEqual([0, expect.any(String)]);
    expect([sandbox.exitCode, sandbox.output]).toEqual([0, expect.any(String)]);
  });

  it(
    'has types that agree with Amplify’s',
    async () => {
      await expect(backend.checkTypes()).resolves.toEqual({ exitCode: 0, output: '' });
    },
    SLOW,
  );

  it('lets users into Amplify Data by the authorizer alone, which is asked every time', () => {
    const apis = resourcesOf(branch, 'AWS::AppSync::GraphQLApi');

    expect(apis).toHaveLength(1);
    expect(apis[0]?.Properties).toMatchObject({
      AuthenticationType: 'AWS_LAMBDA',
      AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }],
      LambdaAuthorizerConfig: { AuthorizerResultTtlInSeconds: 0 },
    });
  });

  it('lets AppSync ask it', () => {
    const principals = resourcesOf(branch, 'AWS::Lambda::Permission').map(({ Properties }) => Properties['Principal']);

    expect(principals).toContain('appsync.amazonaws.com');
  });

  it('protects the revocations on a branch, and nothing in a sandbox', () => {
    expect(protectedResourcesOf(branch)).toContain('AWS::DynamoDB::GlobalTable');
    expect(protectedResourcesOf(sandbox)).toEqual([]);
  });

  it('has no circle among its resources and nested stacks', () => {
    for (const synthesis of [branch, sandbox]) {
      expect(Object.keys(synthesis.templates).length).toBeGreaterThan(3);
      expect(Object.values(synthesis.templates).map((template) => circleIn({ ...template } as never))).toEqual(
        Object.values(synthesis.templates).map(() => []),
      );
    }
  });
});
