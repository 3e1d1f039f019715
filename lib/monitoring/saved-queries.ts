import { Annotations, Lazy, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { IRevocationTable } from '../revocation-table';

/**
 * What is asked most, by what it answers. What a line holds is in docs/runbook.md.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  'Faults by code': [
    'filter ispresent(Faults)',
    'stats sum(Faults) as faults, latest(@timestamp) as last by Code, Message, Cause.name, Cause.code, Cause.httpStatusCode, @log',
    'sort faults desc',
  ],
  'One request': [
    'fields @timestamp, LogCode, Reason, Outcome, Scope, Unfinished.0, Message, Cause.name, RecordDuration, @log',
    'filter RequestId = "the id that the gateway, or another line, has"',
    'sort @timestamp asc',
  ],
  'Who refuses, and why': [
    'filter LogCode = "token_rejected"',
    'stats sum(Rejections) as tokens by Reason, @log',
    'sort tokens desc',
  ],
  'Sign-outs that were partial': [
    'fields @timestamp, Scope, Unfinished.0, RequestId, @log',
    'filter LogCode = "sign_out_answered" and Outcome = "partial"',
    'sort @timestamp desc',
    'limit 1000',
  ],
  'Forged tokens by minute': [
    'filter ispresent(ForgedTokens)',
    'stats sum(ForgedTokens) as tokens by bin(1m) as minute, @log',
    'sort minute desc',
  ],
};

/** Of a query, at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatchlogs_limits_cwl.html */
const MOST_LOG_GROUPS = 50;

/**
 * Saves queries in Logs Insights, in a folder of the deployment: names are unique in an account and Region.
 *
 * @param logGroups - of the deployment's functions, as they are when the template is made
 */
export function createSavedQueries(
  scope: Construct,
  { tableName }: IRevocationTable,
  logGroups: () => readonly logs.ILogGroup[],
): void {
  const logGroupNames = Lazy.list({
    produce: () =>
      logGroups()
        .slice(0, MOST_LOG_GROUPS)
        .map((each) => each.logGroupName),
  });
  for (const [name, query] of Object.entries(QUERIES)) {
    new logs.CfnQueryDefinition(scope, name.replaceAll(/\W/g, ''), {
      name: `cognito-sign-out/${tableName}/${name}`,
      queryString: query.join('\n| '),
      logGroupNames,
    });
  }
  scope.node.addValidation({
    validate: () => {
      const count = logGroups().length;
      if (count > MOST_LOG_GROUPS) {
        Annotations.of(scope).addWarningV2(
          'cognito-sign-out:logGroups',
          `The saved queries look into ${String(MOST_LOG_GROUPS)} of the ${String(count)} log groups, the most that a query takes: the last ones are left out.`,
        );
      }
      return [];
    },
  });
}
