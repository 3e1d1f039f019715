import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { METRIC } from '../../lambda/metrics';
import type { IRevocationTable } from '../revocation-table';
import { deploymentMetric } from './deployment-metric';

/** What makes a construct part of a deployment. */
export interface DeploymentPartProps {
  /** Where the revocations are. All that shares it is one deployment. */
  readonly revocationTable: IRevocationTable;
}

/**
 * A construct whose functions write metrics. Metrics are a deployment's: of all that shares a revocation table, whichever construct
 * of it they are asked of.
 */
export abstract class DeploymentPart extends Construct {
  private readonly deployment: IRevocationTable;

  constructor(scope: Construct, id: string, props: DeploymentPartProps) {
    super(scope, id);
    this.deployment = props.revocationTable;
  }

  /**
   * A metric of the deployment: its sum in five minutes, unless the options say otherwise.
   *
   * @param metricName - one of those in docs/runbook.md
   * @param options - `dimensionsMap` tells more than the deployment, such as `{ Reason: 'revoked' }`
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentMetric(this, this.deployment, metricName, options);
  }

  /**
   * Requests that could not be decided or carried out, by `dimensionsMap: { Code: … }` for one reason: see docs/runbook.md. The sum is
   * without what forged tokens bring about.
   */
  metricFaults(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.faults, options);
  }
}
