// What `npm pack` does before it packs, once.

const { execFileSync } = require('node:child_process');
const path = require('node:path');

module.exports = () => {
  execFileSync('npm', ['run', '--silent', 'prepack'], { cwd: path.join(__dirname, '../..'), stdio: 'inherit' });
};
