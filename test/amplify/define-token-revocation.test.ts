import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { defineTokenRevocation } from '../../amplify/index';
import { Monitoring, TokenUse } from '../../lib/index';
import { FakeBackend } from '../support/amplify-container';
import { resourcesOf } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

const TABLE = 'AWS::DynamoDB::GlobalTable';

function tableIn(deploymentType: string, props: { deletionProtection?: boolean } = {}) {
  const backend = new FakeBackend({ deploymentType });
  const { stack } = backend.add(defineTokenRevocation({ monitoring: UNWATCHED, ...props }));
  const [table] = resourcesOf(Template.fromStack(stack), TABLE);
  const [replica] = table?.Properties['Replicas'] as { DeletionProtectionEnabled: boolean }[];
  return { isProtected: replica?.DeletionProtectionEnabled, whenDeleted: table?.DeletionPolicy };
}

function functionsIn(stack: Stack | undefined): number {
  return stack ? resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').length : 0;
}

describe('token revocation in an Amplify backend', () => {
  it('stands in a nested stack of its own, for the user pool and the client of auth', () => {
    const backend = new FakeBackend();
    const { stack, tokenRevocation } = backend.add(defineTokenRevocation({ monitoring: UNWATCHED }));

    expect(stack).toBe(backend.stackFor('tokenRevocation'));
    expect(tokenRevocation.node.scope).toBe(stack);
    const environment = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').map(({ Properties }) => {
      return (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables['USER_POOL_ID'];
    });
    expect(environment).toContainEqual(stack.resolve(backend.userPool.userPoolId));
  });

  it('is the same however often it is asked for', () => {
    const backend = new FakeBackend();
    const factory = defineTokenRevocation({ monitoring: UNWATCHED });

    expect(backend.add(factory)).toBe(backend.add(factory));
  });

  it('is another in another backend, as in the stages of a pipeline', () => {
    const factory = defineTokenRevocation({ monitoring: UNWATCHED });
    const [one, other] = [new FakeBackend(), new FakeBackend()].map((backend) => backend.add(factory));

    expect(one?.tokenRevocation.node.root).not.toBe(other?.tokenRevocation.node.root);
  });

  it('has the properties that it was given', () => {
    const factory = defineTokenRevocation({ monitoring: UNWATCHED, acceptedTokenUse: [TokenUse.ACCESS] });
    const { stack } = new FakeBackend().add(factory);

    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('"ACCEPTED_TOKEN_USE":"access"');
  });

  it.each(['branch', 'standalone'])('protects its table: %s', (deploymentType) => {
    expect(tableIn(deploymentType)).toEqual({ isProtected: true, whenDeleted: 'Retain' });
    expect(tableIn(deploymentType, { deletionProtection: false })).toEqual({
      isProtected: false,
      whenDeleted: 'Delete',
    });
  });

  it.each([{}, { deletionProtection: true }])('protects nothing in a sandbox: %j', (props) => {
    expect(tableIn('sandbox', props)).toEqual({ isProtected: false, whenDeleted: 'Delete' });
  });

  it.each([
    ['a branch', 'branch', 1],
    ['no sandbox', 'sandbox', 0],
  ])('tells the operators of what is wrong with %s', (_, deploymentType, topics) => {
    const monitoring = Monitoring.alarms({ email: 'ops@example.com' });
    const { stack } = new FakeBackend({ deploymentType }).add(defineTokenRevocation({ monitoring }));

    expect(resourcesOf(Template.fromStack(stack), 'AWS::SNS::Topic')).toHaveLength(topics);
  });

  it('offers Amplify Data the function that decides, and has none unless it is asked', () => {
    const [unasked, asked] = [0, 1].map(() => new FakeBackend().add(defineTokenRevocation({ monitoring: UNWATCHED })));
    const { lambda: decides, cfnResources } = asked?.resources ?? {};

    expect(asked?.stack.resolve(decides?.functionArn)).toEqual(asked?.stack.resolve(cfnResources?.cfnFunction.attrArn));
    expect(cfnResources?.cfnFunction.description).toContain('appsync-authorizer');
    const [less = 0, more = 0] = [unasked, asked].map((member) => functionsIn(member?.stack));
    expect(more).toBe(less + 1);
  });
});

describe('without what it needs', () => {
  it('says that auth is missing', () => {
    expect(() => new FakeBackend({ hasAuth: false }).add(defineTokenRevocation({ monitoring: UNWATCHED }))).toThrow(
      'the backend has no auth, whose user pool this is for; write defineBackend({ auth, tokenRevocation })',
    );
  });

  it('says that there is a second one', () => {
    const backend = new FakeBackend();
    backend.add(defineTokenRevocation({ monitoring: UNWATCHED }));

    expect(() => backend.add(defineTokenRevocation({ monitoring: UNWATCHED }))).toThrow(
      'got a second one in this backend',
    );
  });

  it('says that it was not defineBackend that asked', () => {
    expect(() => defineTokenRevocation({ monitoring: UNWATCHED }).getInstance({} as never)).toThrow(
      'got no backend; write defineBackend(',
    );
  });
});
