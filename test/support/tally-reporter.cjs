// Adds up the results of several runs, for whoever sets TALLY_FILE: one `passed failed` line a run.

const { appendFileSync } = require('node:fs');

module.exports = class TallyReporter {
  onRunComplete(_, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const { TALLY_FILE } = process.env;
    if (!TALLY_FILE) return;
    appendFileSync(TALLY_FILE, `${numPassedTests} ${numFailedTests + numRuntimeErrorTestSuites}\n`);
  }
};
