import { App, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';

import { RevocationTable } from '../../../lib';

const WARNING = Match.stringLikeRegexp(
  'The table Other/Table/Table is protected from deletion, and to be deleted with its stack',
);

function warningsOf(change: (stack: Stack, table: RevocationTable) => void, deletionProtection = true) {
  const stack = new Stack(new App(), 'Other');
  change(stack, new RevocationTable(stack, 'Table', { deletionProtection }));
  return Annotations.fromStack(stack).findWarning('*', WARNING);
}

describe('a table that is to be deleted, and protected from it', () => {
  it.each<[string, (stack: Stack, table: RevocationTable) => void]>([
    [
      'by RemovalPolicies',
      (stack) => {
        RemovalPolicies.of(stack).destroy();
      },
    ],
    [
      'by itself',
      (_, { table }) => {
        table.applyRemovalPolicy(RemovalPolicy.DESTROY);
      },
    ],
  ])('is warned of: %s', (_, change) => {
    expect(warningsOf(change)).toHaveLength(1);
  });

  it('is nothing to be warned of if it is only one of the two', () => {
    expect(warningsOf(() => undefined)).toEqual([]);
    expect(
      warningsOf((stack) => {
        RemovalPolicies.of(stack).destroy();
      }, false),
    ).toEqual([]);
  });
});
