import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { guardCode, type GuardSettings } from '../../../lib/guard/guard-code';

const FOLDER = path.join(__dirname, '../../../lib/graphql');
const RESOLVERS = readdirSync(FOLDER).filter((file) => file.endsWith('.js'));

/** https://docs.aws.amazon.com/appsync/latest/devguide/supported-features.html, and AppSync's own utilities. */
const DOCUMENTED = [
  ...['concat', 'indexOf', 'map', 'filter', 'every'],
  ...['entries', 'keys', 'values', 'floor', 'endsWith', 'toUpperCase'],
  ...['authType', 'unauthorized', 'error', 'toDynamoDB', 'toSubscriptionFilter', 'nowEpochSeconds', 'earlyReturn'],
  ...['setSubscriptionFilter', 'setSubscriptionInvalidationFilter', 'invalidateSubscriptions'],
];

const settings: GuardSettings = {
  tableName: 'Table-1',
  userPoolId: 'us-east-1_A',
  clientIds: ['one', 'two'],
  tokenUses: ['access'],
  subscriptionType: 'Subscription',
  liveSubscriptions: ['onOrder'],
};

describe('the guard’s code', () => {
  it('holds every setting, and nothing that is yet to be put in', () => {
    const code = guardCode(settings);

    for (const value of [
      '"Table-1"',
      '"us-east-1_A"',
      '["one","two"]',
      '["access"]',
      '"Subscription"',
      '["onOrder"]',
    ]) {
      expect(code).toContain(` = ${value};`);
    }
    expect(code).not.toMatch(/'\{\w+\}'|ends-with-session\.js'/);
    expect(code.match(/^import .*$/gm)).toEqual(["import { extensions, runtime, util } from '@aws-appsync/utils';"]);
  });

  it('has room for some hundred clients in AppSync’s 32,768 characters', () => {
    const clientIds = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(26, 'c'));

    expect(guardCode({ ...settings, clientIds: clientIds(700) }).length).toBeLessThanOrEqual(32_768);
    expect(() => guardCode({ ...settings, clientIds: clientIds(1000) })).toThrow(
      /userPoolClients: got 1000, more than fit/,
    );
  });
});

it.each(RESOLVERS)('AppSync documents every function that is called: %s', (file) => {
  const code = readFileSync(path.join(FOLDER, file), 'utf8').replaceAll(/\/\/.*$|\/\*[^]*?\*\//gm, '');
  const called = Array.from(code.matchAll(/(?<!\.)\.(\w+)\(/g), ([, name]) => name);

  expect(called.filter((name) => !DOCUMENTED.includes(name ?? ''))).toEqual([]);
});
