import { parse } from 'graphql';

import { AmplifyBackend, protectedResourcesOf, resourcesOf, type Synthesis } from '../support/amplify-backend';
import { circleIn } from '../support/circles';

const SLOW = 300_000;
const GUARD = /CognitoSignOutGuardFunction/;

let backend: AmplifyBackend;
let branch: Synthesis;
let sandbox: Synthesis;

beforeAll(async () => {
  backend = new AmplifyBackend('guard');
  [branch, sandbox] = await Promise.all([backend.synthesize('branch'), backend.synthesize('sandbox')]);
}, SLOW);

afterAll(() => {
  backend.remove();
});

/** By field: what AppSync runs for it, in order. */
function pipelinesOf(synthesis: Synthesis): Map<string, string[]> {
  const resolvers = resourcesOf(synthesis, 'AWS::AppSync::Resolver').map(({ Properties }) => {
    const { TypeName, FieldName, PipelineConfig } = Properties as {
      TypeName: string;
      FieldName: string;
      PipelineConfig?: { Functions: unknown[] };
    };
    return [`${TypeName}.${FieldName}`, PipelineConfig?.Functions.map((each) => JSON.stringify(each)) ?? []] as const;
  });
  return new Map(resolvers);
}

/** Those that a request may name first. */
function rootFieldsOf({ schema }: Synthesis): string[] {
  return parse(schema).definitions.flatMap((definition) =>
    definition.kind === 'ObjectTypeDefinition' && /^(Query|Mutation|Subscription)$/.test(definition.name.value)
      ? (definition.fields ?? []).map(({ name }) => `${definition.name.value}.${name.value}`)
      : [],
  );
}

describe('the example with the guard', () => {
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

  it.each(['branch', 'sandbox'])('has the guard first in every root field, and what was there after it: %s', (type) => {
    const synthesis = type === 'branch' ? branch : sandbox;
    const pipelines = pipelinesOf(synthesis);
    const fields = rootFieldsOf(synthesis);

    expect(fields).toEqual(
      expect.arrayContaining([
        'Query.listNotes',
        'Query.countNotes',
        'Mutation.createNote',
        'Subscription.onCreateNote',
        'Subscription.onNoteChange',
      ]),
    );
    for (const field of fields) {
      const [first = '', ...rest] = pipelines.get(field) ?? [];
      expect([field, first]).toEqual([field, expect.stringMatching(GUARD)]);
      expect(rest.length).toBeGreaterThan(0);
      expect(rest.length).toBeLessThan(10);
      expect(rest.join()).not.toMatch(GUARD);
    }
  });

  it('asks the guard once for each request, not for what its answer is made of', () => {
    const functions = pipelinesOf(branch).get('Note.comments') ?? [];

    expect(functions.length).toBeGreaterThan(0);
    expect(functions.join()).not.toMatch(GUARD);
  });

  it("keeps Cognito's mode, and needs no function of Lambda to decide", () => {
    const [api] = resourcesOf(branch, 'AWS::AppSync::GraphQLApi');
    const permitted = resourcesOf(branch, 'AWS::Lambda::Permission').map(({ Properties }) => Properties['Principal']);

    expect(api?.Properties).toMatchObject({ AuthenticationType: 'AMAZON_COGNITO_USER_POOLS' });
    expect(permitted).not.toContain('appsync.amazonaws.com');
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
