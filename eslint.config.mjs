import appsync from '@aws-appsync/eslint-plugin';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const NOT_COMMANDS = ['/commands/', 'Commands are run, and imported by nobody.'];
/** Who may import whom (docs/architecture.md). A folder may import itself; what is not listed is refused. */
const layer = (files, forbidden, options = {}) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [...forbidden, NOT_COMMANDS].map(([regex, message]) => ({ regex, message })), ...options },
    ],
  },
});
/** What must say what it is, besides exported classes and functions. */
const requireJsdoc = (...contexts) => [
  'error',
  {
    publicOnly: true,
    require: { ClassDeclaration: true, FunctionDeclaration: true },
    contexts: [
      'TSInterfaceDeclaration',
      'TSTypeAliasDeclaration',
      'ExportNamedDeclaration > VariableDeclaration[declarations.0.id.name!="handler"]',
      ...contexts,
    ],
  },
];
/** What every page may not import; its packages are said beside it. */
const NOT_FOR_PAGES = [
  ['/lambda/(?!contract$)', 'A page shares the contract with the runtime, and nothing else.'],
  ['/(amplify|bin|lib|local|test|verify)/', 'A page runs in a browser: it knows what is in pages/.'],
];
const PACKAGE = /^(?!\.)(?!node:)/.source;
const NODE = /^node:/.source;
/** AppSync's own JavaScript. */
const RESOLVERS = ['lib/**/*.js', 'examples/**/resolvers/*.js'];

export default tseslint.config(
  { ignores: ['dist/', 'cdk.out/', '.local/', 'reports/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `{ flag && property }` is how an absent property is written here.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: false }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', ...RESOLVERS],
    extends: [tseslint.configs.disableTypeChecked],
    // CommonJS has no other way.
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },

  // Apps of their own, to which the package is what is installed. test/examples.test.ts checks their types as they are shipped.
  {
    files: ['examples/*/typescript/*.ts'],
    languageOptions: { parserOptions: { projectService: false, project: 'tsconfig.examples.json' } },
  },
  // They are other apps, whose packages are not installed here; test/amplify/ checks their types.
  { files: ['examples/amplify/**'], extends: [tseslint.configs.disableTypeChecked] },

  // Layers.
  layer(
    ['lambda/core/**'],
    [
      [PACKAGE, 'The core imports no package.'],
      [NODE, 'The core knows no runtime.'],
      ['/(adapters|handlers|lib)/', 'The core knows neither adapters nor handlers.'],
      ['/telemetry$', 'The core returns what it has to tell: telemetry knows the core, and not the other way round.'],
    ],
  ),
  layer(['lambda/{contract,events,functions,metrics}.ts'], [['', 'The contract imports nothing.']]),
  layer(
    ['lambda/adapters/*.ts'],
    [
      ['/(handlers|lib)/', 'Adapters know the core and the contract.'],
      [/^\.\/(?!environment\/|aws\/|telemetry\/)/.source, 'Adapters do not know each other.'],
    ],
  ),
  layer(
    ['lambda/adapters/*/*.ts'],
    [
      ['/(handlers|lib)/', 'Adapters know the core and the contract.'],
      // But for how requests to AWS are signed and how published keys are fetched, which is of no service.
      [/^\.\.\/(?!aws\/|jwks\/)[^.]/.source, 'Adapters do not know each other.'],
    ],
  ),
  layer(
    ['lambda/handlers/**'],
    [
      ['/(adapters|lib)/', 'Only the compositions know the adapters.'],
      [/^(?!\.)(?!aws-lambda$)/.source, 'Handlers translate; libraries are for adapters.'],
    ],
  ),
  layer(['lambda/handlers/**/composition.ts'], [['/lib/', 'The runtime does not know the infrastructure.']]),
  layer(
    ['lib/**/*.ts'],
    [
      [
        '/lambda/(?!(contract|events|functions|metrics)$)',
        'The infrastructure shares only the contract with the runtime.',
      ],
      ['/(amplify|bin|local)/', 'The constructs know nothing of this app, nor of Amplify.'],
      [/^(?!\.)(?!node:)(?!aws-cdk-lib$)(?!constructs$)/.source, 'The constructs need aws-cdk-lib, and nothing else.'],
    ],
  ),
  layer(
    ['amplify/**'],
    [
      ['/(bin|lambda|local)/', 'What is for Amplify stands on the constructs.'],
      ['/lib/(?!index$)', 'What is for Amplify uses of the constructs what any app may use.'],
      [
        /^(?!\.)(?!aws-cdk-lib$)(?!constructs$)(?!@aws-amplify\/plugin-types$)/.source,
        'Whoever has Amplify has its plugin types; nothing else of it is needed.',
      ],
    ],
  ),
  layer(
    ['bench/**/*.ts'],
    [
      [
        '/(bin|lib|local|test)/',
        'The benchmark runs the functions: it knows the runtime, and nothing else of this project.',
      ],
    ],
  ),
  layer(['bench/peers/**'], [['/lambda/', 'A peer is what others would write.']]),
  layer(
    ['verify/**'],
    [
      ['/lambda/handlers/(?!http/(bearer-token|request-headers)$)', 'A service is no function of ours.'],
      ['/(amplify|bin|lib|local)/', 'What services import knows no infrastructure.'],
      [
        /^(?!\.)(?!node:)(?!@nestjs\/common$)/.source,
        'A service has its own framework, and needs no SDK: the adapters in lambda/ do without.',
      ],
    ],
  ),
  // Adapters are told the verifier: what it is made of is in one file alone.
  layer(
    ['verify/{express,fastify,hono,lambda,nest}.ts', 'verify/{api,http}/**'],
    [
      [
        '/(lambda/(core|adapters)|credentials|verifier)/(?!bearer-token$)(?!request-headers$)',
        'This knows the interface.',
      ],
      ['/handlers/(?!http/)', 'A service is no function of ours.'],
      ['/(amplify|bin|lib|local)/', 'What services import knows no infrastructure.'],
      [/^(?!\.)(?!node:)(?!@nestjs\/common$)/.source, 'A service has its own framework.'],
    ],
  ),
  layer(['bin/**'], [['/lambda/', 'The app knows the constructs.']]),
  layer(['local/**'], []),
  layer(
    ['pages/**'],
    [
      ...NOT_FOR_PAGES,
      ['/(console|demo|server)/', 'A page does not know the others: what they share is in pages/shared/.'],
      [/^(?!\.)(?!preact($|\/))/.source, 'A page is made with preact.'],
    ],
  ),
  layer(
    ['pages/demo/**'],
    [
      ...NOT_FOR_PAGES,
      ['/(console|server)/', 'A page does not know the others: what they share is in pages/shared/.'],
      [
        /^(?!\.)(?!(aws-amplify|preact)($|\/))/.source,
        'The demonstration is made with preact, its devices with Amplify.',
      ],
    ],
  ),
  // What serves pages runs in Node.js, for the demonstration and for the program.
  layer(
    ['pages/server/**'],
    [
      ...NOT_FOR_PAGES,
      ['/(console|demo|shared)/', 'What serves pages knows their files, and not what they do.'],
      [/^(?!\.)(?!node:)/.source, 'What serves pages is part of the program: Node.js has what it needs.'],
    ],
  ),
  { files: ['pages/build.mjs'], rules: { 'no-restricted-imports': 'off' } },
  layer(
    ['commands/**'],
    [
      [
        '/lambda/(?!contract$|adapters/aws/)',
        'The commands share the contract, and how requests are signed, with the runtime.',
      ],
      ['/(bin|lib|local)/', 'The commands know nothing of this app: they are for any user pool.'],
      ['/pages/(?!server/|console/api$)', 'A command serves a page, and knows what it asks; how it looks is its own.'],
    ],
  ),
  {
    files: ['lambda/core/**'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'fetch', 'console', 'setTimeout', 'setInterval', 'Buffer'],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Time is passed in: Clock.' },
        { selector: "NewExpression[callee.name='Date']", message: 'Time is passed in: Clock.' },
        { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'The core is pure.' },
      ],
    },
  },
  {
    files: ['lambda/**/*.ts', 'lib/**/*.ts', 'verify/**/*.ts'],
    ignores: [
      'lambda/adapters/environment.ts',
      'lambda/adapters/environment/connections.ts',
      'lambda/adapters/environment/followers.ts',
      'lambda/adapters/environment/identity-providers.ts',
      'lambda/adapters/environment/sessions.ts',
      'verify/verifier/environment.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'The environment is read in adapters/environment.ts and the files of adapters/environment/.',
        },
      ],
    },
  },

  // What AppSync's runtime does not know, and refuses at deployment: AWS's own rules, and what they leave out.
  // https://docs.aws.amazon.com/appsync/latest/devguide/utility-resolvers.html
  {
    files: RESOLVERS,
    extends: [appsync.configs.recommended],
    languageOptions: {
      // Methods and recursion are told apart by their types.
      parserOptions: {
        projectService: false,
        project: 'tsconfig.resolvers.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['Identifier[name=/^(Promise|fetch|console|process|setTimeout)$/]', 'NewExpression', 'ThrowStatement'].map(
          (selector) => ({ selector, message: "AppSync's JavaScript does not have this." }),
        ),
      ],
    },
  },

  // Every public function, construct and property says what it is.
  {
    files: ['amplify', 'commands', 'lambda', 'lib', 'local', 'pages', 'verify'].flatMap((folder) => [
      `${folder}/**/*.ts`,
      `${folder}/**/*.tsx`,
    ]),
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': requireJsdoc(),
      'jsdoc/check-tag-names': 'error',
      'jsdoc/check-param-names': ['error', { disableMissingParamChecks: true }],
      'jsdoc/no-types': 'error',
    },
  },
  {
    files: ['amplify/**/*.ts', 'lib/**/*.ts', 'verify/api/**/*.ts'],
    rules: { 'jsdoc/require-jsdoc': requireJsdoc('TSPropertySignature') },
  },
  {
    // Programs that people run.
    files: ['bin/**', 'bench/**', 'commands/*.ts', 'commands/*/command.ts', 'local/**', '**/*.mjs', '**/*.cjs'],
    rules: { 'no-console': 'off' },
  },
);
