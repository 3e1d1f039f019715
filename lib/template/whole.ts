import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The stage that a construct is in, or the app: there is nothing outside that it could be joined with in a template. */
export function wholeOf(construct: IConstruct): IConstruct {
  return Stage.of(construct) ?? construct.node.root;
}
