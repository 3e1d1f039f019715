// Builds once, for the tests that look at what is deployed or shipped.

const { execFileSync } = require('node:child_process');
const path = require('node:path');

// CDK holds each template that is synthesized against CloudFormation's schemas, which takes seconds and hundreds of megabytes of
// every process: `npm run synth` and `npm run cfn-lint` have it do so, of the stack and of the examples. Workers, and what they
// start, inherit this.
process.env.CDK_VALIDATION = 'false';

module.exports = () => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path.join(__dirname, '../..'), stdio: 'inherit' });
};
