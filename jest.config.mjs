/** `npm test`: no account, no network. For the tests on a deployed stack see jest.e2e.config.mjs. */
export default {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] },
  reporters: ['default', '<rootDir>/test/support/tally-reporter.cjs'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/global-setup.cjs',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
  // By default one processor is left free, which is every other one of a machine that has two.
  maxWorkers: '100%',
  // Templates that have been synthesized stay in memory.
  workerIdleMemoryLimit: '3GB',
  // The machine may be slow: this only bounds a hang.
  testTimeout: 60_000,
};
