import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

import { CognitoSignOutStack } from '../lib/app/cognito-sign-out-stack';
import { readSettings, SettingsError } from '../lib/app/read-settings';

const app = new App();
try {
  new CognitoSignOutStack(app, 'CognitoSignOut', {
    // The CDK command line says where it will deploy to.
    settings: readSettings(app.node.getAllContext() as Record<string, unknown>, process.env['CDK_DEFAULT_REGION']),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  // For the person at the command line: what to change, and no stack trace.
  console.error(error.message);
  process.exitCode = 1;
}
