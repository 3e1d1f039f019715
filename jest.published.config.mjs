import unit from './jest.config.mjs';

/** What is published: the package as it is packed, for TypeScript and for Python, and the reference of its API. */
export default {
  testEnvironment: unit.testEnvironment,
  transform: unit.transform,
  reporters: unit.reporters,
  testMatch: ['<rootDir>/test/published/*.published.ts'],
  globalSetup: '<rootDir>/test/support/published-setup.cjs',
  // Python loads all of aws-cdk-lib, and the machine may be slow: this only bounds a hang.
  testTimeout: 900_000,
};
