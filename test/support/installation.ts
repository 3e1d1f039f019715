import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** What a program came to. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly output: string;
}

/** The repository once more, with a `.local` of its own: what is run there leaves the real one alone. */
export class Installation {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-'));

  constructor() {
    for (const name of ['dist', 'local', 'cdk.json', 'package.json', 'lib']) {
      cpSync(path.join(ROOT, name), path.join(this.folder, name), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules'));
  }

  /** Runs one of the compiled programs. */
  async run(program: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> {
    const script = path.join(this.folder, 'dist/local', `${program}.js`);
    const child = spawn(process.execPath, [script, ...args], { cwd: this.folder, env });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { exitCode, output };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
