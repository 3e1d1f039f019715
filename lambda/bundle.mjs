// Bundles every Lambda function into dist/bundles/{name}/, so that whoever deploys needs no bundler, the program into
// dist/cognito-sign-out.js, so that whoever runs it needs no AWS SDK of ours, what is for services into dist/verify/, and the
// pages into dist/pages/. What went into each function, page and part for services, and why, is in dist/bundles/metafiles.json: the tests look into it.
// The licenses of what went into any of them are in dist/bundles/THIRD-PARTY-LICENSES, as those licenses ask for.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';

import { build } from 'esbuild';

import { buildPages } from '../pages/build.mjs';
import { DECIDING_FUNCTIONS, FUNCTIONS } from './functions.ts';
import { licensesIn } from './licenses.mjs';

const root = path.join(import.meta.dirname, '..');

const handlers = readdirSync(path.join(root, 'lambda/handlers'), { recursive: true, encoding: 'utf8' });

/** Where a function's handler is: its folder says who calls it. */
const entryOf = (name) => {
  const [entry, ...others] = handlers.filter((file) => path.basename(file) === `${name}.ts`);
  if (entry === undefined || others.length > 0) throw new Error(`there must be one handler ${name}.ts`);
  return `lambda/handlers/${entry}`;
};

/**
 * aws-jwt-verify does not say of itself that importing it does nothing, so it would stay where nobody uses it. That goes for its
 * files' imports of each other too: of a file that both ask for, whichever comes first decides, and that differs from build to
 * build.
 */
const jwtVerifyWithoutSideEffects = {
  name: 'aws-jwt-verify-without-side-effects',
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^(aws-jwt-verify|\.\.?\/)/ },
      async ({ path: name, kind, importer, resolveDir, pluginData }) => {
        const isAsked = name.startsWith('aws-jwt-verify') || importer.includes(JWT_VERIFY);
        if (pluginData === 'resolved' || !isAsked) return undefined;
        return {
          ...(await resolve(name, { kind, importer, resolveDir, pluginData: 'resolved' })),
          sideEffects: false,
        };
      },
    );
  },
};

/** What fetches keys in its stead is a fetcher.ts of lambda/adapters/. It would be dead code, and load Node.js's client. */
const jwtVerifyWithoutFetcher = {
  name: 'aws-jwt-verify-without-fetcher',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]aws-jwt-verify[/\\]dist[/\\]esm[/\\]https(-node)?\.js$/ }, () => ({
      contents: "export function fetch() { throw new Error('not bundled'); } export const SimpleFetcher = fetch;",
    }));
  },
};

const JWT_VERIFY = path.join('node_modules', 'aws-jwt-verify', path.sep);
const forJwtVerify = [jwtVerifyWithoutFetcher, jwtVerifyWithoutSideEffects];

/**
 * Node.js's own modules, of which no member is read but what is used. An ES module that imports one reads every member of it, and
 * some are loaded only when they are read: of node:crypto the Web Cryptography API, of node:http a client for fetch and WebSocket
 * (https://github.com/nodejs/node/issues/59686).
 */
const builtinsUnread = {
  name: 'builtins-unread',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/ }, ({ path: name }) =>
      isBuiltin(name) ? { path: name.replace(/^node:/, ''), namespace: 'builtin', sideEffects: false } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path: name }) => {
      const members = Object.keys(process.getBuiltinModule(name)).filter((member) => /^[A-Za-z]\w*$/.test(member));
      // What is marked as pure, and not used, is left out.
      const read = (member) => `const $${member} = /* @__PURE__ */ (() => builtin.${member})();`;
      return {
        contents: [
          `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)});`,
          'export default builtin;',
          ...members.map(read),
          `export { ${members.map((member) => `$${member} as ${member}`).join(', ')} };`,
        ].join('\n'),
      };
    });
  },
};

/** An ES module, which Lambda waits for while it initializes the function: in a script nothing can be awaited. */
const initialized = (name) => ({
  stdin: {
    contents: `import { handler, initialize } from './${entryOf(name)}'; await initialize(); export { handler };`,
    resolveDir: root,
  },
  outfile: `dist/bundles/${name}/index.mjs`,
  format: 'esm',
});

const plain = (name) => ({
  entryPoints: [entryOf(name)],
  outfile: `dist/bundles/${name}/index.js`,
  format: 'cjs',
});

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  // The ES modules of a package, where it has them: only they can be tree-shaken.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
};

async function bundle(name) {
  const isDeciding = DECIDING_FUNCTIONS.includes(name);
  const { metafile } = await build({
    ...COMMON,
    ...(isDeciding ? initialized(name) : plain(name)),
    target: 'node24',
    plugins: isDeciding ? [builtinsUnread, ...forJwtVerify] : forJwtVerify,
  });
  return [name, metafile];
}

/** It runs on whatever Node.js its user has, of those that package.json names. */
async function bundleProgram() {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: ['commands/cognito-sign-out.ts'],
    outfile: 'dist/cognito-sign-out.js',
    format: 'cjs',
    target: 'node22',
  });
  return metafile;
}

/** What services import: each file of verify/, by its name. */
const SERVICE_PARTS = readdirSync(path.join(root, 'verify'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'));

/**
 * A script, and an ES module that exports what that does: so there is one copy of it in a process, and its errors are of one
 * class, however it is imported. Its owner reads it in stack traces: it is not minified. The framework is the service's own.
 */
async function bundleServicePart(name) {
  const { metafile } = await build({
    ...COMMON,
    minify: false,
    entryPoints: [`verify/${name}.ts`],
    outfile: `dist/verify/${name}.js`,
    format: 'cjs',
    target: 'node22',
    external: ['@nestjs/common'],
    plugins: forJwtVerify,
  });
  const file = (extension) => path.join(root, `dist/verify/${name}.${extension}`);
  // What esbuild tells Node.js of a script's exports.
  const [, names = ''] = /^0 && \(module\.exports = \{([^}]*)\}\);$/m.exec(readFileSync(file('js'), 'utf8')) ?? [];
  writeFileSync(file('mjs'), `export { ${names.match(/\w+/g).join(', ')} } from './${name}.js';\n`);
  writeFileSync(file('d.mts'), `export * from './${name}.js';\n`);
  return [`verify/${name}`, metafile];
}

const [program, ...others] = await Promise.all([
  bundleProgram(),
  ...FUNCTIONS.map(bundle),
  ...SERVICE_PARTS.map(bundleServicePart),
]);
const metafiles = Object.fromEntries([...others, ...(await buildPages())]);
mkdirSync(path.join(root, 'dist/bundles'), { recursive: true });
writeFileSync(path.join(root, 'dist/bundles/metafiles.json'), JSON.stringify(metafiles));
writeFileSync(path.join(root, 'dist/bundles/THIRD-PARTY-LICENSES'), licensesIn([program, ...Object.values(metafiles)]));
