import type { DemoEvent, Device, Gateway, Scope } from './messages';

/** The first rejection of a device at a gateway, after a sign-out. */
export interface Effect {
  readonly device: Device;
  readonly gateway: Gateway;
  readonly at: number;
}

/** A sign-out, and what came of it. */
export interface SignOutEntry {
  readonly kind: 'sign-out';
  readonly by: Device | 'administrator';
  readonly scope: Scope;
  readonly at: number;
  /** Undefined until it is answered. */
  readonly answer: { readonly at: number; readonly outcome: string } | undefined;
  readonly effects: readonly Effect[];
}

/** Something that happened and is over. */
export interface PlainEntry {
  readonly kind: 'plain';
  readonly at: number;
  readonly tone: 'good' | 'bad' | 'neutral';
  readonly text: string;
}

/** What happened, the newest first. */
export type TimeLine = readonly (SignOutEntry | PlainEntry)[];

/** Most entries that are kept: who leaves the page open for a day finds it as it was. */
const MAX_ENTRIES = 100;

/** The time line after one more event. An answer, or a rejection, is of the sign-out that was asked for last. */
export function addEvent(timeLine: TimeLine, event: DemoEvent): TimeLine {
  switch (event.kind) {
    case 'signed-in':
      return add(timeLine, { kind: 'plain', at: event.at, tone: 'neutral', text: `The ${event.device} signed in` });
    case 'failed':
      return add(timeLine, { kind: 'plain', at: event.at, tone: 'bad', text: event.what });
    case 'refreshed':
      return add(timeLine, { kind: 'plain', at: event.at, ...refreshed(event) });
    case 'sign-out-asked': {
      const { by, scope, at } = event;
      return add(timeLine, { kind: 'sign-out', by, scope, at, answer: undefined, effects: [] });
    }
    case 'sign-out-answered': {
      const { at, outcome } = event;
      return changeLatest(timeLine, (entry) => ({ ...entry, answer: { at, outcome } })) ?? timeLine;
    }
    case 'rejected': {
      const { device, gateway, at } = event;
      const effect = { device, gateway, at };
      const text = `The ${device} was rejected: ${gateway}`;
      return (
        changeLatest(timeLine, (entry) => ({ ...entry, effects: [...entry.effects, effect] })) ??
        add(timeLine, { kind: 'plain', at, tone: 'bad', text })
      );
    }
  }
}

/** Milliseconds from the answer to the first rejection at the gateway that was last, WebSockets apart; undefined if none. */
export function lastRejection({ answer, effects }: SignOutEntry): number | undefined {
  return latest(
    effects.filter(({ gateway }) => gateway !== 'WebSocket'),
    answer?.at,
  );
}

/** Milliseconds from the answer to the end of the last connection that it ended; undefined if none. */
export function lastClosed({ answer, effects }: SignOutEntry): number | undefined {
  return latest(
    effects.filter(({ gateway }) => gateway === 'WebSocket'),
    answer?.at,
  );
}

/** How long after the answer, as one reads it. What is rejected while the answer still waits comes before it. */
export function sinceAnswer(milliseconds: number): string {
  return `${durationOf(Math.abs(milliseconds))} ${milliseconds < 0 ? 'before' : 'after'} the answer`;
}

/** A duration, as one reads it: `85 ms`, `1.24 s`. */
export function durationOf(milliseconds: number): string {
  const rounded = Math.round(milliseconds);
  return rounded < 1000 ? `${String(rounded)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

function refreshed(event: DemoEvent & { kind: 'refreshed' }): Pick<PlainEntry, 'tone' | 'text'> {
  const { device, isAccepted, isEnded } = event;
  if (!isAccepted) return { tone: 'bad', text: `Cognito refused the ${device} new tokens` };
  if (!isEnded) return { tone: 'good', text: `The ${device} refreshed its tokens` };
  return { tone: 'neutral', text: `Cognito gave the ${device} new tokens of the session that has ended` };
}

function latest(effects: readonly Effect[], answeredAt: number | undefined): number | undefined {
  if (answeredAt === undefined || effects.length === 0) return undefined;
  return Math.max(...effects.map(({ at }) => at)) - answeredAt;
}

function add(timeLine: TimeLine, entry: SignOutEntry | PlainEntry): TimeLine {
  return [entry, ...timeLine].slice(0, MAX_ENTRIES);
}

/** Undefined if nobody has signed out yet. */
function changeLatest(timeLine: TimeLine, change: (entry: SignOutEntry) => SignOutEntry): TimeLine | undefined {
  const index = timeLine.findIndex(({ kind }) => kind === 'sign-out');
  const entry = timeLine[index];
  return entry?.kind === 'sign-out' ? timeLine.with(index, change(entry)) : undefined;
}
