import unit from './jest.config.mjs';

export default {
  testEnvironment: unit.testEnvironment,
  transform: unit.transform,
  reporters: unit.reporters,
  testMatch: ['<rootDir>/test/e2e/*.e2e.ts'],
  // Sign-outs wait for a second to pass, and the machine may be slow: this only bounds a hang.
  testTimeout: 120_000,
};
