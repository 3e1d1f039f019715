import { printable } from '../shared/printable';
import type { ListedSession } from './listed-session';

/** Characters of a text that a user or a client has chosen; the whole is in `--json`. */
const WIDEST = 40;

const COLUMNS: readonly { readonly title: string; readonly of: (session: ListedSession) => string }[] = [
  { title: 'SESSION', of: ({ sessionId }) => printable(sessionId) },
  { title: 'LABEL', of: ({ label }) => shortened(label) },
  { title: 'CLIENT', of: ({ clientId }) => printable(clientId) },
  { title: 'SIGNED IN', of: ({ signedInAt }) => timeOf(signedInAt) },
  { title: 'LAST SEEN', of: ({ lastSeenAt }) => timeOf(lastSeenAt) },
  { title: 'DEVICE', of: ({ userAgent }) => shortened(userAgent) },
  { title: 'ADDRESS', of: ({ ipAddress }) => shortened(ipAddress) },
];

/** Sessions as a table for people, a line each. What users and clients have chosen can't drive a terminal. */
export function tableOf(sessions: readonly ListedSession[]): string {
  const rows = [COLUMNS.map(({ title }) => title), ...sessions.map((session) => COLUMNS.map(({ of }) => of(session)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Seconds since the epoch, in UTC. */
function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function shortened(text: string | undefined): string {
  if (text === undefined || text === '') return '-';
  const characters = Array.from(printable(text));
  return characters.length > WIDEST ? `${characters.slice(0, WIDEST - 1).join('')}…` : characters.join('');
}

function padded(cell: string, width: number): string {
  return cell + ' '.repeat(width - lengthOf(cell));
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
