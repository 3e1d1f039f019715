import { AdminError } from './admin-error';

/** How a command ends that was not carried out. */
export interface Ending {
  /** 2 if the command is not valid, else 1. */
  readonly exitCode: number;
  /** For people. */
  readonly text: string;
}

/** How a command ends by an error. Never the error with all it carries: that may be a request with its signature. */
export function endingBy(error: unknown): Ending {
  if (error instanceof AdminError) {
    return { exitCode: error.code === 'invalid_options' ? 2 : 1, text: `\n${error.message}` };
  }
  const text = error instanceof Error ? (error.stack ?? error.name) : 'Something unknown was thrown.';
  return { exitCode: 1, text };
}
