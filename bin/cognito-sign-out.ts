import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

import { CognitoSignOutStack } from '../lib/app/cognito-sign-out-stack';
import { readSettings, SettingsError } from '../lib/app/read-settings';

const app = new App();
try {
  // The CDK command line says where it will deploy to.
  const region = process.env['CDK_DEFAULT_REGION'];
  const settings = readSettings(app.node.getAllContext() as Record<string, unknown>, region);
  new CognitoSignOutStack(app, 'CognitoSignOut', {
    settings,
    // Without replicas the template is the same for every Region.
    ...(settings.replicaRegions !== undefined && region !== undefined && { env: { region } }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  // For the person at the command line: what to change, and no stack trace.
  console.error(error.message);
  process.exitCode = 1;
}
