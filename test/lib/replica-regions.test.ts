import { App, NestedStack, Stack, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { RevocationTable, type RevocationTableProps } from '../../lib';
import { CognitoSignOutStack } from '../../lib/app/cognito-sign-out-stack';
import { readSettings } from '../../lib/app/read-settings';
import { REGION } from '../../lib/replica-regions';
import { streamsCanBeReplicated } from '../support/aws-rules';
import { knownRegions } from '../support/partitions';
import { cdkContext, resourcesOf } from '../support/synth';

const HERE: Environment = { region: 'eu-west-1' };

function tableWith(props: RevocationTableProps, env: Environment = HERE): Stack {
  const stack = new Stack(new App(), 'Other', { env });
  new RevocationTable(stack, 'Table', props);
  return stack;
}

function replicasOf(stack: Stack): unknown {
  return resourcesOf(Template.fromStack(stack), 'AWS::DynamoDB::GlobalTable').map(
    ({ Properties }) => Properties['Replicas'],
  );
}

describe('a table that is replicated', () => {
  it.each([true, false])('is as recoverable in each Region, and as protected: %p', (deletionProtection) => {
    const like = {
      DeletionProtectionEnabled: deletionProtection,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };

    expect(replicasOf(tableWith({ deletionProtection, replicaRegions: ['eu-central-1', 'us-east-1'] }))).toEqual([
      [
        { Region: 'eu-central-1', ...like },
        { Region: 'us-east-1', ...like },
        { Region: 'eu-west-1', ...like },
      ],
    ]);
  });

  it('still deletes by time, which strong consistency among Regions can’t, and has the stream that replicas need', () => {
    const template = Template.fromStack(tableWith({ replicaRegions: ['eu-central-1'] }));
    const [table] = resourcesOf(template, 'AWS::DynamoDB::GlobalTable');

    expect(table?.Properties).toMatchObject({ TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } });
    expect(table?.Properties).not.toHaveProperty('MultiRegionConsistency');
    expect(table?.Properties).toHaveProperty('StreamSpecification');
    expect(streamsCanBeReplicated(template)).toEqual([]);
  });

  it('has one reader of its stream, in the stack’s own Region', () => {
    const stack = new Stack(new App(), 'Other', { env: HERE });
    const table = new RevocationTable(stack, 'Table', { replicaRegions: ['eu-central-1'] });
    table.onRevocation('Mine');

    const mappings = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::EventSourceMapping');
    const sources = mappings.map(({ Properties }) => JSON.stringify(Properties['EventSourceArn']));
    expect(sources.filter((source) => source.includes('StreamArn'))).toEqual([expect.stringContaining('"Fn::GetAtt"')]);
  });

  it('may be part of a nested stack', () => {
    const nested = new NestedStack(new Stack(new App(), 'Other', { env: HERE }), 'Nested');
    new RevocationTable(nested, 'Table', { replicaRegions: ['eu-central-1'] });

    expect(replicasOf(nested)).toMatchObject([[{ Region: 'eu-central-1' }, { Region: 'eu-west-1' }]]);
  });

  it.each([
    ['nonsense', ['nonsense'], 'got "nonsense"; allowed: names of Regions such as eu-central-1'],
    ['a zone', ['eu-central-1a'], 'got "eu-central-1a"'],
    ['the stack’s own', ['eu-central-1', 'eu-west-1'], 'got "eu-west-1"'],
    ['one twice', ['eu-central-1', 'eu-central-1'], 'got "eu-central-1" twice'],
  ])('is in no Region that is %s', (_, replicaRegions, message) => {
    expect(() => tableWith({ replicaRegions })).toThrow(`replicaRegions: ${message}`);
    expect(() => tableWith({ replicaRegions })).toThrow('without eu-west-1, that of the stack Other');
  });

  it('needs a stack that says where it goes', () => {
    expect(() => tableWith({ replicaRegions: ['eu-central-1'] }, {})).toThrow(
      'replicaRegions: got ["eu-central-1"]; allowed: none, as the stack Other does not say which Region it goes to: ' +
        "give it one, such as env: { region: 'eu-west-1' }",
    );
  });

  it('is in its own Region alone if none is named', () => {
    expect(replicasOf(tableWith({ replicaRegions: [] }, {}))).toEqual(replicasOf(tableWith({}, {})));
  });

  it.each(knownRegions())('may be in any Region that there is: %s', (region) => {
    expect(region).toMatch(REGION);
  });
});

describe('the setting replicaRegions', () => {
  it('makes the replicas', () => {
    const settings = readSettings({ replicaRegions: 'eu-central-1, us-east-1' }, HERE.region);
    const app = new App({ context: cdkContext() });
    const stack = new CognitoSignOutStack(app, 'CognitoSignOut', { settings, env: HERE });

    expect(resourcesOf(Template.fromStack(stack), 'AWS::DynamoDB::GlobalTable')).toContainEqual(
      expect.objectContaining({
        Properties: expect.objectContaining({
          Replicas: [
            expect.objectContaining({ Region: 'eu-central-1' }),
            expect.objectContaining({ Region: 'us-east-1' }),
            expect.objectContaining({ Region: 'eu-west-1' }),
          ],
        }) as object,
      }),
    );
  });
});
