import { Template } from 'aws-cdk-lib/assertions';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

import { USAGE as ADOPT } from '../commands/adopt/options';
import { USAGE as CONSOLE } from '../commands/console/options';
import { USAGE as SESSIONS } from '../commands/sessions/options';
import { USAGE as SIGN_OUT } from '../commands/sign-out/options';
import { readOptions, USAGE as VERIFY, type VerifyOptions } from '../commands/verify/options';
import { targetOf } from '../commands/verify/target';
import { SIGN_OUT_EVENTS } from '../lambda/events';
import { METRIC } from '../lambda/metrics';
import { FAULT_MESSAGES, LOG_MESSAGES } from '../lambda/core/log-messages';
import { TokenRevocation } from '../lib';
import { SETTINGS } from '../lib/app/settings';
import { otherApp } from './support/other-app';
import { cdkContext, resourcesOf, templateWith } from './support/synth';
import { UNWATCHED } from './support/unwatched';

const ROOT = path.join(__dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const README = read('README.md');
const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...filesIn('docs').filter((file) => file.endsWith('.md')),
];

function filesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.join(folder, file),
  );
}

/** The HTTP API's routes: a WebSocket API's begin with `$`. */
function httpRoutesOf(template: ReturnType<typeof templateWith>): string[] {
  return resourcesOf(template, 'AWS::ApiGatewayV2::Route')
    .map(({ Properties }) => String(Properties['RouteKey']))
    .filter((route) => !route.startsWith('$'))
    .sort();
}

/** An app's with the routes that are there only if somebody may use them. */
function withIdentityProviders() {
  const { stack, userPool, client } = otherApp();
  const issuer = 'https://id.example.com';
  const provider = { providerName: 'Corp', issuer, jwksUri: `${issuer}/keys`, clientId: 'pool' };
  const identityProviders = [provider];
  const accepted = { userPool, userPoolClients: [client('Web')] };
  new TokenRevocation(stack, 'Revocation', { ...accepted, identityProviders, monitoring: UNWATCHED });
  return Template.fromStack(stack);
}

describe('the README', () => {
  it('lists the settings as they are', () => {
    const rows = Array.from(
      README.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\| (.+?) +\|$/gm),
      ([, name, byDefault, allowed]) => [name, byDefault, allowed?.replace('\\*', '*')],
    );

    expect(rows).toEqual(Object.entries(SETTINGS).map(([name, rule]) => [name, rule.default ?? 'none', rule.allowed]));
  });

  it('lists the outputs and the routes as they are', () => {
    const template = templateWith();
    const [, outputs = ''] = /^Outputs: ([^]*?)\. With/m.exec(README) ?? [];
    const routes = Array.from(README.matchAll(/^\| `((?:DELETE|GET|POST|PUT) [^`]+)`/gm), ([, route]) => route);

    expect(outputs.match(/\w+/g)?.sort()).toEqual(Object.keys(template.findOutputs('*')).sort());
    expect(routes.sort()).toEqual(httpRoutesOf(template));
  });

  it('has a sample whose outputs are those that `verify` needs', () => {
    const [, sample = ''] = /```ts\n([^]*?)```/.exec(README) ?? [];
    const outputs = Array.from(sample.matchAll(/new CfnOutput\(stack, '(\w+)', \{ value: (.*) \}\)/g), ([, name]) => [
      name ?? '',
      'https://example.com',
    ]);

    expect(() =>
      targetOf(
        Object.fromEntries(outputs) as Record<string, string>,
        readOptions(['--stack', 'S']) as VerifyOptions,
        {},
      ),
    ).not.toThrow();
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('names commands that there are: %s', (document) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = read(document).matchAll(/(?:^|`|&& )npm (?:run )?([a-z][a-z0-9:-]*)/gm);
    const named = Array.from(commands, ([, name = '']) => name);
    const ofNpm = ['ci', 'install', 'pack', 'publish', 'version'];
    expect(named).toContain('check');

    expect(named.filter((name) => !ofNpm.includes(name) && !(name in scripts))).toEqual([]);
  });
});

/** Each `npx cognito-sign-out …` of a document: the subcommand, and its options. */
function commandsIn(document: string): { readonly subcommand: string; readonly options: readonly string[] }[] {
  const text = read(document).replaceAll(/\\\n +/g, '');
  const commands = text.matchAll(/npx cognito-sign-out ([a-z][a-z-]*)([^\n`#]*)/g);
  return Array.from(commands, ([, subcommand = '', rest = '']) => ({
    subcommand,
    options: rest.match(/(?<= )--[a-z][a-z-]*/g) ?? [],
  }));
}

describe('every document', () => {
  const usages: Readonly<Record<string, string>> = {
    adopt: ADOPT,
    'sign-out': SIGN_OUT,
    sessions: SESSIONS,
    verify: VERIFY,
    console: CONSOLE,
  };

  it.each(DOCUMENTS)('names commands of the program, and options, that there are: %s', (document) => {
    for (const { subcommand, options } of commandsIn(document)) {
      expect(Object.keys(usages)).toContain(subcommand);
      for (const option of options) expect(usages[subcommand]).toContain(`${option} `);
    }
  });

  it('names each command of the program somewhere', () => {
    const named = DOCUMENTS.flatMap(commandsIn).map(({ subcommand }) => subcommand);

    expect(new Set(named)).toEqual(new Set(Object.keys(usages)));
  });

  it.each(DOCUMENTS)('links to what is there: %s', (document) => {
    const text = read(document);
    const links = Array.from(text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g), ([, file = '', anchor = '']) => ({
      file: file === '' ? document : path.join(path.dirname(document), file),
      anchor,
    }));
    const anchorsOf = (file: string) =>
      Array.from(
        read(file).matchAll(/^#+ (.+)$/gm),
        ([, title = '']) =>
          `#${title
            .toLowerCase()
            .replaceAll(/[^\w -]/g, '')
            .replaceAll(' ', '-')}`,
      );

    for (const { file, anchor } of links) {
      expect([file, existsSync(path.join(ROOT, file))]).toEqual([file, true]);
      if (anchor !== '') expect(anchorsOf(file)).toContain(anchor);
    }
  });

  it.each(DOCUMENTS)('names files that are there: %s', (document) => {
    const named = Array.from(
      read(document).matchAll(/`((?:amplify|bench|bin|commands|docs|examples|lambda|lib|local|test)\/[\w./-]+\.\w+)`/g),
      ([, file = '']) => file,
    );

    expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});

describe('the runbook', () => {
  const runbook = read('docs/runbook.md');

  it('has an article for every kind of line that a function writes, and no other', () => {
    const articles = Array.from(runbook.matchAll(/^### `(\w+)`$/gm), ([, code = '']) => code);

    expect(articles.sort()).toEqual(Object.keys(LOG_MESSAGES).sort());
  });

  it('has each fault among the lines, and no other', () => {
    const codes = Array.from(read('lambda/core/errors.ts').matchAll(/^ +\| '(\w+)'/gm), ([, code = '']) => code);

    expect(codes.length).toBeGreaterThan(0);
    expect(Object.keys(FAULT_MESSAGES).sort()).toEqual([...codes, 'unexpected'].sort());
  });

  it('explains every metric, and every reason to reject', () => {
    const { namespace, ...metrics } = METRIC;
    expect(runbook).toContain(`namespace \`${namespace}\``);
    for (const metric of Object.values(metrics)) expect(runbook).toMatch(new RegExp(`^\\| \`${metric}\` `, 'm'));
    const reasons =
      `${read('lambda/core/token/verification.ts')}${read('lambda/core/verdict/introspection.ts')}`.matchAll(
        /type (?:VerificationFailure|RejectionReason) =([^;]*);/g,
      );
    const names = Array.from(reasons, ([, union = '']) =>
      Array.from(union.matchAll(/'(\w+)'/g), ([, name]) => name),
    ).flat();
    expect(names).toHaveLength(11);
    for (const name of names) expect(runbook).toContain(`\`${String(name)}\``);
  });
});

describe('the page on scale', () => {
  it('counts with the price of a decision that the README has', () => {
    const [, price = ''] = /^ +\$(\d+\.\d+)$/m.exec(README) ?? [];
    const page = read('docs/scale.md');
    const numbersOf = (row: RegExp) =>
      Array.from(row.exec(page)?.[1]?.matchAll(/[\d,]+/g) ?? [], ([number]) => Number(number.replaceAll(',', '')));
    const rates = numbersOf(/^\| protected requests a second +\|([^A-Za-z]*)\| by/m);

    expect(rates).toEqual([1000, 10_000, 100_000]);
    expect(page).toContain(`$${price} a million`);
    expect(numbersOf(/^\| cost of the decisions, a day +\|(.*)\|[^|]*\|$/m)).toEqual(
      rates.map((rate) => Math.round((rate * 86_400 * Number(price)) / 1e6)),
    );
  });
});

describe('the table of sign-outs made elsewhere', () => {
  const rows = Array.from(
    read('docs/sign-outs-made-elsewhere.md').matchAll(/^\| `(\w+)` +\| (.+?) +\|(?: (.+?) +\|)?$/gm),
    ([, name = '', , ends]) => ({ name, ends }),
  );

  it('says of every event what it ends', () => {
    const ended = { user: 'every session of the user', session: 'one session: see below' };
    const events = rows.filter(({ ends }) => ends !== undefined);

    expect(events).toEqual(Object.entries(SIGN_OUT_EVENTS).map(([name, scope]) => ({ name, ends: ended[scope] })));
  });

  it('has every outcome', () => {
    const [, union = ''] = /type IgnoredEvent =([^;]*);/.exec(read('lambda/core/events/sign-out-events.ts')) ?? [];
    const outcomes = Array.from(union.matchAll(/'(\w+)'/g), ([, name]) => name);

    expect(outcomes).toHaveLength(8);
    expect(
      rows
        .filter(({ ends }) => ends === undefined)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['recorded', ...outcomes].sort());
  });

  it('has a golden record for every event', () => {
    const golden = readdirSync(path.join(ROOT, 'test/fixtures/events/cloudtrail')).map((file) => path.parse(file).name);

    expect(golden.sort()).toEqual(Object.keys(SIGN_OUT_EVENTS).sort());
  });
});

describe('the OpenAPI document', () => {
  it('describes the routes as they are', () => {
    const { paths } = parse(read('docs/openapi.yaml')) as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`),
    );

    const routes = new Set([...httpRoutesOf(templateWith()), ...httpRoutesOf(withIdentityProviders())]);
    expect(described.sort()).toEqual([...routes].sort());
  });
});

describe('the repository', () => {
  it('has the context that CDK recommends, and no setting in it', () => {
    expect(Object.keys(cdkContext()).filter((name) => !name.startsWith('@aws-cdk'))).toEqual([]);
  });

  it('numbers its decisions', () => {
    const numbers = readdirSync(path.join(ROOT, 'docs/decisions')).map((file) => file.slice(0, 3));

    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
