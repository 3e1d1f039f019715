import { Status, type Tone } from '../shared/status';
import { GATEWAYS, type Device, type Scope } from './messages';
import {
  durationOf,
  lastClosed,
  lastRejection,
  sinceAnswer,
  type Effect,
  type PlainEntry,
  type SignOutEntry,
  type TimeLine,
} from './time-line';

const WHAT: Readonly<Record<Scope, string>> = {
  local: 'signed out',
  others: 'signed out all others',
  global: 'signed out everywhere',
  administrator: 'signed the user out',
  session: 'ended a session',
};

/** What happened, the newest first; read aloud as it comes in, when the reader has time. */
export function TimeLineView({ timeLine }: { readonly timeLine: TimeLine }) {
  return (
    <div role="log" aria-live="polite" aria-label="What happened, the newest first">
      <ol class="time-line">
        {timeLine.map((entry) => (
          <li key={`${String(entry.at)} ${entry.kind}`} data-kind={entry.kind}>
            <time dateTime={new Date(entry.at).toISOString()}>{timeOf(entry.at)}</time>
            {entry.kind === 'plain' ? <Plain entry={entry} /> : <SignOut entry={entry} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

function toneOf(outcome: string): Tone {
  if (/^(complete|done)$/.test(outcome)) return 'good';
  return outcome.startsWith('partial') ? 'warn' : 'bad';
}

function Plain({ entry }: { readonly entry: PlainEntry }) {
  return (
    <p class="what" data-tone={entry.tone}>
      {entry.text}
    </p>
  );
}

function SignOut({ entry }: { readonly entry: SignOutEntry }) {
  const { by, scope, at, answer, effects } = entry;
  const rejection = lastRejection(entry);
  const closed = lastClosed(entry);
  const devices = [...new Set(effects.map(({ device }) => device))];
  return (
    <div class="what">
      <p>
        The <strong>{by}</strong> {WHAT[scope]}
      </p>
      {answer === undefined ? (
        <Status tone="neutral">Not answered yet</Status>
      ) : (
        <Status tone={toneOf(answer.outcome)}>
          Answered: {answer.outcome}, in {durationOf(answer.at - at)}
        </Status>
      )}
      {devices.length > 0 && (
        <div class="effects">
          {devices.map((device) => (
            <Effects key={device} device={device} effects={effects} answeredAt={answer?.at} />
          ))}
        </div>
      )}
      {rejection !== undefined && <p class="sum">Rejected everywhere {sinceAnswer(rejection)}</p>}
      {closed !== undefined && <p class="sum">Last connection closed {sinceAnswer(closed)}</p>}
    </div>
  );
}

/** Of one device: each gateway, with the time from the answer to the first rejection. */
function Effects(props: {
  readonly device: Device;
  readonly effects: readonly Effect[];
  readonly answeredAt: number | undefined;
}) {
  const { device, effects, answeredAt } = props;
  return (
    <section>
      <h3>{device}</h3>
      <ul>
        {GATEWAYS.flatMap((gateway) =>
          effects.filter((effect) => effect.device === device && effect.gateway === gateway),
        ).map(({ gateway, at }) => (
          <li key={gateway}>
            {gateway} <span class="after">{answeredAt === undefined ? '…' : signed(at - answeredAt)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function signed(milliseconds: number): string {
  return `${milliseconds < 0 ? '−' : '+'}${durationOf(Math.abs(milliseconds))}`;
}

/** The time of day, of the place where the page is looked at. */
function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour12: false });
}
