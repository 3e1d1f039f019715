/** A subcommand of the program. */
export interface Command {
  /** What it does, in a line. */
  readonly summary: string;
  /**
   * Runs it, and says what came of it: nothing is thrown.
   *
   * @param args - what stands after its name on the command line
   * @returns the exit code
   */
  readonly run: (args: readonly string[]) => Promise<number>;
}
