import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Asks a person for a line; undefined if the input ends without one. */
export async function askLine(question: string, input: Readable, output: Writable): Promise<string | undefined> {
  const lines = createInterface({ input, output });
  try {
    return await new Promise((resolve) => {
      lines.once('close', () => {
        resolve(undefined);
      });
      lines.once('SIGINT', () => {
        lines.close();
      });
      lines.question(question, resolve);
    });
  } finally {
    lines.close();
  }
}
