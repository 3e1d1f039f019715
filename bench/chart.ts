import { LIMIT, OURS, PEERS } from './cases';
import { ratio } from './measure';
import type { Results } from './results';
import { coldStart } from './verdict';

const NAMES = [OURS, ...Object.keys(PEERS)];
const [WIDTH, LABELS, BAR, GAP] = [760, 150, 18, 8];

/** docs/performance.svg: three figures of this project and its peers, as bars. */
export function chartOf(results: Results): string {
  const { alone, crowd } = results;
  const panels: [string, (name: string) => number, number | undefined][] = [
    ['A decision ÷ the limit (1)', (name) => ratio(alone, name, LIMIT, 'p50').median, 1],
    ['Processor time of a decision ÷ the limit (1)', (name) => ratio(crowd, name, LIMIT, 'cpu').median, 1],
    ['Cold start over an empty handler, ms', (name) => coldStart(results, name), undefined],
  ];
  const panelHeight = 34 + NAMES.length * (BAR + GAP) + 14;
  const height = panels.length * panelHeight + 10;
  const parts = panels.map(([title, valueOf, limit], index) =>
    panel(title, NAMES.map(valueOf), limit, index * panelHeight),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" font-family="system-ui, sans-serif" font-size="13">
<rect width="${String(WIDTH)}" height="${String(height)}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function panel(title: string, values: readonly number[], limit: number | undefined, top: number): string {
  const scale = (WIDTH - LABELS - 70) / Math.max(...values);
  const bars = values.map((value, index) => {
    const y = top + 34 + index * (BAR + GAP);
    const width = Math.max(value * scale, 1);
    const colour = index === 0 ? '#0b6e4f' : '#9aa5b1';
    return [
      `<text x="${String(LABELS - 8)}" y="${String(y + 13)}" text-anchor="end" fill="#222">${NAMES[index] ?? ''}</text>`,
      `<rect x="${String(LABELS)}" y="${String(y)}" width="${width.toFixed(1)}" height="${String(BAR)}" fill="${colour}"/>`,
      `<text x="${(LABELS + width + 6).toFixed(1)}" y="${String(y + 13)}" fill="#222">${value.toFixed(value < 10 ? 2 : 0)}</text>`,
    ].join('\n');
  });
  const bottom = top + 34 + values.length * (BAR + GAP);
  const x = LABELS + (limit ?? 0) * scale;
  const line = `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${String(top + 30)}" y2="${String(bottom)}" stroke="#c0392b" stroke-dasharray="4 3"/>`;
  const heading = `<text x="${String(LABELS)}" y="${String(top + 22)}" font-weight="600" fill="#222">${title}</text>`;
  return [heading, ...bars, ...(limit === undefined ? [] : [line])].join('\n');
}
