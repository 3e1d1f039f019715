import type { SessionPosition } from './session-registry';
import { MAX_LISTED, type ListedPart } from './list-sessions';

/** What the body of `PUT /session` says, or what is wrong with it. */
export type ParsedLabel =
  { readonly ok: true; readonly label: string | undefined } | { readonly ok: false; readonly description: string };

/** Characters (code points) of a label at most. */
const MAX_LABEL_LENGTH = 100;

/**
 * Reads `{"label"?}`: a text of 1 to 100 characters that are no control characters, and not only spaces. The description names the
 * member and what is allowed, and repeats no value.
 */
export function parseLabel(value: unknown): ParsedLabel {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, description: 'the body must be a JSON object' };
  }
  if (Object.keys(value).some((member) => member !== 'label')) {
    return { ok: false, description: 'unknown member; allowed are: label' };
  }
  const { label } = value as { readonly label?: unknown };
  return label === undefined || isLabel(label)
    ? { ok: true, label }
    : { ok: false, description: `label must be a text of 1 to ${String(MAX_LABEL_LENGTH)} characters` };
}

function isLabel(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.isWellFormed() &&
    value.trim() !== '' &&
    Array.from(value).length <= MAX_LABEL_LENGTH &&
    !/\p{Cc}/u.test(value)
  );
}

/** Which part of a list is asked for, or what is wrong with that. */
export type ParsedPage = (ListedPart & { readonly ok: true }) | { readonly ok: false; readonly description: string };

/** Reads how many sessions are asked for (a whole number, or its text), and from where on: see {@link pageTokenOf}. */
export function parsePage(limit: unknown, nextToken: unknown): ParsedPage {
  const count = limit === undefined ? MAX_LISTED : wholeNumber(limit);
  if (!(count >= 1 && count <= MAX_LISTED)) {
    return { ok: false, description: `limit must be a whole number from 1 to ${String(MAX_LISTED)}` };
  }
  if (nextToken === undefined) return { ok: true, limit: count, behind: undefined };
  const behind = typeof nextToken === 'string' ? positionIn(nextToken) : undefined;
  return behind === undefined
    ? { ok: false, description: 'nextToken must be one that a list was answered with' }
    : { ok: true, limit: count, behind };
}

/** A place in a list, for the caller to send back. It says nothing that the caller does not know, and holds for no other user. */
export function pageTokenOf({ signedInAt, sessionId }: SessionPosition): string {
  return `${String(signedInAt)}.${sessionId}`;
}

function positionIn(token: string): SessionPosition | undefined {
  const [, signedInAt, sessionId] = /^(\d{1,12})\.(.{1,256})$/su.exec(token) ?? [];
  return signedInAt === undefined || sessionId?.isWellFormed() !== true
    ? undefined
    : { signedInAt: Number(signedInAt), sessionId };
}

function wholeNumber(value: unknown): number {
  if (typeof value === 'number') return Number.isInteger(value) ? value : NaN;
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : NaN;
}
