/**
 * No import circle anywhere, types included, and the core's capabilities stand one upon the other (docs/architecture.md).
 * Which folder may import which is ESLint's to say (eslint.config.mjs).
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */

/** Each stands on those before it; the last ones do not know each other. */
const CAPABILITIES = ['token', 'revocation', 'verdict', '(sign-out|connections|events)', 'sessions'];

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that import each other are one file in two: what both need belongs to where it is needed first.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'services-parts',
      comment: 'What services import stands on the runtime; nothing stands on it.',
      severity: 'error',
      from: { path: '^(amplify|bench|bin|commands|lambda|lib|local|pages)/' },
      to: { path: '^verify/' },
    },
    ...CAPABILITIES.map((capability, index) => ({
      name: `core-order-${String(index + 1)}`,
      comment: 'A capability of the core knows those that it stands on, and none beside or above it.',
      severity: 'error',
      from: { path: `^lambda/core/${capability}/` },
      to: {
        path: `^lambda/core/(${CAPABILITIES.slice(index).join('|')})/`,
        pathNot: `^lambda/core/${capability.startsWith('(') ? '$1' : capability}/`,
      },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Imports of types count too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
