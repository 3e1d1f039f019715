import { overEmpty } from '../figures';
import { ratio } from '../measure';
import { LIMIT, OURS, PEERS, PROJECT } from '../names';
import type { Results } from '../results';

const [WIDTH, LABELS, BAR, GAP] = [800, 230, 18, 8];

interface Panel {
  readonly title: string;
  readonly bars: readonly (readonly [name: string, value: number])[];
  readonly limit?: number;
}

/** docs/performance.svg: three figures of this project and its peers, as bars. */
export function chartOf({ alone, crowd, coldStarts }: Results): string {
  const decisions = [OURS.new, OURS.seen, ...Object.keys(PEERS)];
  const bars = (names: readonly string[], valueOf: (name: string) => number) =>
    names.map((name) => [name, valueOf(name)] as const);
  const panels: readonly Panel[] = [
    {
      title: 'A decision ÷ the limit (1)',
      bars: bars(decisions, (name) => ratio(alone, name, LIMIT, 'p50').median),
      limit: 1,
    },
    {
      title: 'Processor time of a decision ÷ the limit (1)',
      bars: bars(decisions, (name) => ratio(crowd, name, LIMIT, 'cpu').median),
      limit: 1,
    },
    {
      title: 'Cold start over an empty handler, ms',
      bars: bars([PROJECT, ...Object.keys(PEERS)], (name) => overEmpty(coldStarts, name)),
    },
  ];
  let height = 0;
  const parts = panels.map((one) => {
    const top = height;
    height += 48 + one.bars.length * (BAR + GAP);
    return panel(one, top);
  });
  height += 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" font-family="system-ui, sans-serif" font-size="13">
<rect width="${String(WIDTH)}" height="${String(height)}" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

function panel({ title, bars, limit }: Panel, top: number): string {
  const scale = (WIDTH - LABELS - 70) / Math.max(...bars.map(([, value]) => value));
  const drawn = bars.map(([name, value], index) => {
    const y = top + 34 + index * (BAR + GAP);
    const width = Math.max(value * scale, 1);
    const colour = name.startsWith(PROJECT) ? '#0b6e4f' : '#9aa5b1';
    return [
      `<text x="${String(LABELS - 8)}" y="${String(y + 13)}" text-anchor="end" fill="#222">${name}</text>`,
      `<rect x="${String(LABELS)}" y="${String(y)}" width="${width.toFixed(1)}" height="${String(BAR)}" fill="${colour}"/>`,
      `<text x="${(LABELS + width + 6).toFixed(1)}" y="${String(y + 13)}" fill="#222">${value.toFixed(value < 10 ? 2 : 0)}</text>`,
    ].join('\n');
  });
  const bottom = top + 34 + bars.length * (BAR + GAP);
  const x = LABELS + (limit ?? 0) * scale;
  const line = `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${String(top + 30)}" y2="${String(bottom)}" stroke="#c0392b" stroke-dasharray="4 3"/>`;
  const heading = `<text x="${String(LABELS)}" y="${String(top + 22)}" font-weight="600" fill="#222">${title}</text>`;
  return [heading, ...drawn, ...(limit === undefined ? [] : [line])].join('\n');
}
