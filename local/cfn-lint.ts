import { Annotations, App } from 'aws-cdk-lib';
import { rmSync } from 'node:fs';
import path from 'node:path';

import { CognitoSignOutStack } from '../lib/app/cognito-sign-out-stack';
import { readSettings } from '../lib/app/read-settings';
import { lint } from './cfn-lint/lint';
import { exampleNames, InstalledExamples } from './examples/installed-examples';
import { FILES, ROOT, readJson } from './files';
import { preparePython, type PythonEnvironment } from './python';
import { Problem, report, step } from './run';

// npm run cfn-lint: what CloudFormation would refuse of the templates of the app and the examples, without an account.
// Which Regions, and which rules are ignored and why: .cfnlintrc.yaml.

const PYTHON: PythonEnvironment = {
  owner: 'cfn-lint',
  requirements: path.join(ROOT, 'local/cfn-lint/requirements.txt'),
  folder: FILES.cfnLint,
  otherwise: ['- leave it to CI (bash .ci/run).'],
};

/** The app as others deploy it: settings that make different resources. */
const DEPLOYMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  default: {},
  'adopted-pool': {
    userPoolId: 'us-east-1_AbCd12345',
    userPoolClientIds: '1example23456789,2example23456789',
    revocationDelay: '30s',
    deletionProtection: 'false',
    allowedOrigins: 'https://app.example.com',
  },
  'managed-login': {
    domainPrefix: 'sign-out-example',
    callbackUrls: 'https://app.example.com/signed-in',
    logoutUrls: 'https://app.example.com/signed-out',
  },
};

async function main(): Promise<void> {
  const python = await step('Preparing cfn-lint', () => preparePython(PYTHON));
  const templates = await step('Synthesizing the app, as others deploy it', synthesize);
  const examples = new InstalledExamples();
  try {
    const theirs = await step('Synthesizing the examples', () => synthesizeExamples(examples));
    const all = [...templates, ...theirs];
    const findings = await step(`Linting ${String(all.length)} templates`, () =>
      lint(path.join(path.dirname(python), 'cfn-lint'), all),
    );
    if (findings.length > 0) throw new Problem(findings.join('\n'));
  } finally {
    examples.remove();
  }
}

/** A stack or several an example. */
async function synthesizeExamples(examples: InstalledExamples): Promise<string[]> {
  const { apps, exitCode, output } = await examples.synthesize(exampleNames().map((example) => ({ example })));
  if (exitCode !== 0) throw new Problem(output);
  return apps.flatMap(({ templates }) => templates);
}

/** A stack a deployment. */
function synthesize(): Promise<string[]> {
  rmSync(FILES.templates, { recursive: true, force: true });
  const { context } = readJson(path.join(ROOT, 'cdk.json')) as { readonly context: Record<string, unknown> };
  const app = new App({ context, outdir: FILES.templates });
  for (const [name, settings] of Object.entries(DEPLOYMENTS)) {
    const stack = new CognitoSignOutStack(app, name, { settings: readSettings(settings) });
    Annotations.of(stack).acknowledgeWarning('cognito-sign-out:devicesUnknown', 'The pool is made up.');
  }
  const { stacksRecursively } = app.synth();
  return Promise.resolve(stacksRecursively.map(({ templateFullPath }) => templateFullPath));
}

main().catch(report);
