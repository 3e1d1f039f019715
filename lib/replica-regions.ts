import { Stack, Token, type aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The name of a Region, such as `eu-central-1`, in any partition. */
export const REGION = /^(?:eusc-)?[a-z]{2}-(?:[a-z]+-){1,2}\d$/;

/**
 * The replicas of a table in other Regions. What a replica does not say, CDK takes from the table: protection from deletion and
 * point-in-time recovery.
 *
 * @param scope - what the table is part of
 * @param replicaRegions - as the owner has named them
 * @throws Error if one is no Region's name, or there twice, or the stack's own, or if it is not known where the stack goes: a table's
 *   own Region is one of its replicas, and CDK has to write down which
 */
export function replicasIn(scope: Construct, replicaRegions: string[]): dynamodb.ReplicaTableProps[] {
  if (replicaRegions.length === 0) return [];
  const { region: own, node } = Stack.of(scope);
  if (Token.isUnresolved(own)) {
    throw new Error(
      `replicaRegions: got ${JSON.stringify(replicaRegions)}; allowed: none, as the stack ${node.path} does not say which Region it ` +
        "goes to: give it one, such as env: { region: 'eu-west-1' }",
    );
  }
  return replicaRegions.map((region, index) => {
    const isTwice = replicaRegions.indexOf(region) < index;
    if (!REGION.test(region) || region === own || isTwice) {
      throw new Error(
        `replicaRegions: got ${JSON.stringify(region)}${isTwice ? ' twice' : ''}; allowed: names of Regions such as eu-central-1, ` +
          `each once, without ${own}, that of the stack ${node.path}, where the table is anyway`,
      );
    }
    return { region };
  });
}
