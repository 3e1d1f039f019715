import type { DemoEvent } from '../../pages/demo/messages';
import {
  addEvent,
  durationOf,
  lastClosed,
  lastRejection,
  sinceAnswer,
  type SignOutEntry,
  type TimeLine,
} from '../../pages/demo/time-line';

const after = (...events: readonly DemoEvent[]) => events.reduce<TimeLine>(addEvent, []);
const asked = (at: number): DemoEvent => ({ kind: 'sign-out-asked', by: 'Laptop', scope: 'others', at });
const answered = (at: number): DemoEvent => ({ kind: 'sign-out-answered', outcome: 'complete', at });
const rejected = (gateway: 'HTTP API' | 'AppSync' | 'WebSocket', at: number): DemoEvent => ({
  kind: 'rejected',
  device: 'Phone',
  gateway,
  at,
});

function newest(timeLine: TimeLine): SignOutEntry {
  const [entry] = timeLine;
  if (entry?.kind !== 'sign-out') throw new Error('the newest entry is no sign-out');
  return entry;
}

describe('the time line', () => {
  it('has the newest first, in words', () => {
    const timeLine = after(
      { kind: 'signed-in', device: 'Phone', at: 1 },
      { kind: 'refreshed', device: 'Phone', isAccepted: true, isEnded: false, at: 2 },
      { kind: 'refreshed', device: 'Phone', isAccepted: true, isEnded: true, at: 3 },
      { kind: 'refreshed', device: 'Phone', isAccepted: false, isEnded: true, at: 4 },
      { kind: 'failed', what: 'It broke', at: 5 },
    );

    expect(timeLine.map((entry) => (entry.kind === 'plain' ? `${entry.tone}: ${entry.text}` : entry.kind))).toEqual([
      'bad: It broke',
      'bad: Cognito refused the Phone new tokens',
      'neutral: Cognito gave the Phone new tokens of the session that has ended',
      'good: The Phone refreshed its tokens',
      'neutral: The Phone signed in',
    ]);
  });

  it('counts rejections from the answer, those before it too', () => {
    const entry = newest(
      after(
        asked(1000),
        rejected('WebSocket', 1100),
        rejected('HTTP API', 1500),
        answered(2000),
        rejected('AppSync', 2040),
      ),
    );

    expect(entry).toMatchObject({ by: 'Laptop', scope: 'others', answer: { at: 2000, outcome: 'complete' } });
    expect(lastRejection(entry)).toBe(40);
    expect(lastClosed(entry)).toBe(-900);
  });

  it('says nothing of how soon, while there is no answer or no rejection', () => {
    const early = newest(after(asked(1000), rejected('HTTP API', 1500), rejected('WebSocket', 1500)));
    const alone = newest(after(asked(1000), answered(1100)));

    expect([early, alone].flatMap((entry) => [lastRejection(entry), lastClosed(entry)])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('counts what comes late to the sign-out that was asked for last', () => {
    const timeLine = after(asked(1000), answered(1100), asked(2000), answered(2100), rejected('HTTP API', 2150));

    expect(timeLine.map((entry) => entry.kind === 'sign-out' && entry.effects.length)).toEqual([1, 0]);
  });

  it('shows a rejection that no sign-out went before', () => {
    expect(after(rejected('HTTP API', 7))).toEqual([
      { kind: 'plain', at: 7, tone: 'bad', text: 'The Phone was rejected: HTTP API' },
    ]);
    expect(after(answered(7))).toEqual([]);
  });

  it('forgets the oldest of more than a hundred', () => {
    const events = Array.from({ length: 130 }, (_, at): DemoEvent => ({ kind: 'signed-in', device: 'Phone', at }));
    const timeLine = after(...events);

    expect([timeLine.length, timeLine.at(0)?.at, timeLine.at(-1)?.at]).toEqual([100, 129, 30]);
  });

  it('says durations as one reads them', () => {
    expect([0.4, 85.2, 999.4, 999.6, 1239].map(durationOf)).toEqual(['0 ms', '85 ms', '999 ms', '1.00 s', '1.24 s']);
    expect([38, -640].map(sinceAnswer)).toEqual(['38 ms after the answer', '640 ms before the answer']);
  });
});
