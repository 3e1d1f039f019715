import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '../..');

/** A piece of TypeScript in a document. */
export interface Sample {
  /** The document, and the line where it begins. */
  readonly name: string;
  readonly code: string;
  /** Why it is compiled and not run: what the document says of it in a comment, `<!-- not run: why -->`. */
  readonly notRun: string | undefined;
  /** What it may read: pieces of the same document. */
  readonly files: Readonly<Record<string, string>>;
}

/** A piece of a language in a document, with the comment above it. */
interface Block {
  readonly line: number;
  readonly code: string;
  readonly comment: string | undefined;
}

/** The pieces of a language in a document. */
export function blocksOf(text: string, language: string): Block[] {
  const fenced = new RegExp(`(?:^ *<!-- (.*?) -->\\n+)?^( *)\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms');
  return Array.from(text.matchAll(fenced), ({ 1: comment, 2: indentation = '', 3: code = '', index }) => ({
    line: text.slice(0, text.indexOf('```', index)).split('\n').length,
    code: code.replaceAll(new RegExp(`^${indentation}`, 'gm'), ''),
    comment,
  }));
}

/** The samples of a document. */
export function samplesOf(document: string): Sample[] {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  const schema = blocksOf(text, 'graphql').find(({ code }) => code.startsWith('type '))?.code ?? '';
  const resolver = blocksOf(text, 'js').find(({ code }) => code.includes('export function request('))?.code ?? '';
  const files = { 'schema.graphql': `type Query {\n  ping: String\n}\n\n${schema}`, 'resolvers/on-order.js': resolver };
  return blocksOf(text, 'ts').map(({ line, code, comment }) => ({
    name: `${document}:${String(line)}`,
    code,
    notRun: /^not run: (.+)/s.exec(comment ?? '')?.[1],
    files,
  }));
}

/** Somebody's app, in a folder of its own: has installed this package, and what its samples import. A folder a sample. */
export function appWith(samples: readonly Sample[]): string {
  const app = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-samples-'));
  mkdirSync(path.join(app, 'node_modules'));
  for (const name of readdirSync(path.join(ROOT, 'node_modules')).filter((each) => !each.startsWith('.')))
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(app, 'node_modules', name));
  symlinkSync(ROOT, path.join(app, 'node_modules/cognito-sign-out'));
  for (const [index, { code, files }] of samples.entries()) {
    const folder = path.join(app, String(index));
    mkdirSync(path.join(folder, 'resolvers'), { recursive: true });
    writeFileSync(path.join(folder, 'sample.ts'), code);
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  }
  return app;
}

/** What the compiler says of the samples in an app, with this repository's options and the types that the package ships. */
export function compile(app: string, samples: readonly Sample[]): string[] {
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, ROOT);
  const files = samples.map((_, index) => path.join(app, String(index), 'sample.ts'));
  const typeRoots = [path.join(app, 'node_modules/@types')];
  const program = ts.createProgram(files, {
    ...options,
    types: ['node'],
    typeRoots,
    // As NestJS wants it.
    experimentalDecorators: true,
  });
  return samples.flatMap(({ name }, index) => {
    const source = program.getSourceFile(files[index] ?? '');
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

/** What a sample declares, and what its functions take: names and types, as they are written. */
interface Wanted {
  readonly name: string;
  readonly type: string;
}

/** A sample as the program that runs it takes it. */
export interface RunnableSample {
  readonly javaScript: string;
  readonly declared: readonly Wanted[];
  /** The functions that it exports are called. */
  readonly functions: Readonly<Record<string, readonly Wanted[]>>;
}

/** Makes a sample ready to run. */
export function runnable({ code }: Sample): RunnableSample {
  const source = ts.createSourceFile('sample.ts', code, ts.ScriptTarget.Latest, true);
  const wanted = (node: ts.VariableDeclaration | ts.ParameterDeclaration): Wanted => ({
    name: node.name.getText(source),
    type: node.type?.getText(source) ?? 'any',
  });
  const declared = source.statements
    .filter((statement) => ts.isVariableStatement(statement) && has(statement, ts.SyntaxKind.DeclareKeyword))
    .flatMap((statement) => (statement as ts.VariableStatement).declarationList.declarations.map(wanted));
  const functions = source.statements
    .filter((statement) => ts.isFunctionDeclaration(statement) && has(statement, ts.SyntaxKind.ExportKeyword))
    .map((statement) => statement as ts.FunctionDeclaration)
    .map(({ name, parameters }) => [name?.text ?? 'default', parameters.map(wanted)] as const);
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2024,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      experimentalDecorators: true,
    },
  });
  return { javaScript: outputText, declared, functions: Object.fromEntries(functions) };
}

function has(node: ts.Node, modifier: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === modifier) === true;
}
