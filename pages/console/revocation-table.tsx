import type { RevocationView } from './api';
import { linkTo } from './route';
import { Table, type Column } from './table';
import { Time } from './time';

const SUB = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Revocations: what, when, who, why, and until when they are kept. */
export function RevocationTable({
  caption,
  rows,
}: {
  readonly caption: string;
  readonly rows: readonly RevocationView[];
}) {
  return <Table caption={caption} columns={COLUMNS} rows={rows} keyOf={({ kind, id }) => `${kind}#${id}`} />;
}

const COLUMNS: readonly Column<RevocationView>[] = [
  { heading: 'Revoked', cell: (revocation) => <Subject revocation={revocation} /> },
  { heading: 'When', cell: ({ revokedAt }) => <Time at={revokedAt} /> },
  { heading: 'By', cell: ({ actor }) => <Actor actor={actor} /> },
  {
    heading: 'Reason',
    cell: ({ reason, requestId }) => (
      <span title={requestId === undefined ? undefined : `Request ${requestId}`}>
        <bdi>{reason ?? '–'}</bdi>
      </span>
    ),
  },
  { heading: 'Kept until', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
];

const KINDS: Readonly<Record<string, string>> = {
  session: 'Session',
  token: 'Token',
  user: 'User',
  client: 'App client',
  pool: 'User pool',
};

function Subject({ revocation }: { readonly revocation: RevocationView }) {
  const { kind, id, tokensValidAfter, othersValidAfter, exemptSession } = revocation;
  return (
    <div class="device">
      <span class="name">{KINDS[kind] ?? kind}</span>
      <span class="detail">
        {kind === 'user' ? <a href={linkTo({ view: 'user', sub: id })}>{id}</a> : <code>{id}</code>}
      </span>
      {tokensValidAfter !== undefined && (
        <span class="detail">
          sign-ins up to <Time at={tokensValidAfter} />
        </span>
      )}
      {othersValidAfter !== undefined && (
        <span class="detail">
          sign-ins up to <Time at={othersValidAfter} />, but not the session <code>{exemptSession ?? '–'}</code>
        </span>
      )}
    </div>
  );
}

/** A user who did it has a page of its own. */
function Actor({ actor }: { readonly actor: string | undefined }) {
  if (actor === undefined) return <>–</>;
  return SUB.test(actor) ? <a href={linkTo({ view: 'user', sub: actor })}>{actor}</a> : <code>{actor}</code>;
}
