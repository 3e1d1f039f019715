// Builds once, for the tests that look at what is deployed or shipped.

const { execFileSync } = require('node:child_process');
const path = require('node:path');

module.exports = () => {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path.join(__dirname, '../..'), stdio: 'inherit' });
};
