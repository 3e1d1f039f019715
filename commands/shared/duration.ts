const SECONDS_OF = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/**
 * Reads a duration as people write it: `30s`, `5m`, `1h`, `1d`.
 *
 * @returns seconds; undefined if it is not written so
 */
export function parseDuration(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  const seconds = SECONDS_OF[unit as keyof typeof SECONDS_OF] as number | undefined;
  return seconds === undefined ? undefined : Number(count) * seconds;
}

/** Writes seconds as a duration, in the largest unit that gives a whole number. */
export function formatDuration(seconds: number): string {
  const [unit, size] = Object.entries(SECONDS_OF).find(([, size]) => seconds % size === 0) ?? ['s', 1];
  return `${String(seconds / size)}${unit}`;
}
