// Bundles the functions once, for the tests that look into the bundles or into what deploys them.

module.exports = async () => {
  const { execFileSync } = require('node:child_process');
  const path = require('node:path');
  execFileSync('npm', ['run', '--silent', 'bundle'], { cwd: path.join(__dirname, '../..'), stdio: 'inherit' });
};
