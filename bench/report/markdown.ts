import type { Ratio } from '../measure';

/** A table whose columns are aligned, as Prettier has them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** `1.23 (1.10–1.40)`, or one number where there is no spread. */
export function text({ median, p10, p90 }: Ratio): string {
  return p10 === p90 ? number(median) : `${number(median)} (${number(p10)}–${number(p90)})`;
}

/** To three digits, or two places where there are fewer; more where the first two are none. */
export function number(value: number): string {
  const places = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 || value <= 0 ? 2 : value >= 0.01 ? 3 : 4;
  return value.toFixed(places);
}
