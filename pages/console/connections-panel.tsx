import { Panel } from '../shared/panel';
import { PATH, type ConnectionView, type Page } from './api';
import { useConsole } from './context';
import { More } from './more';
import { Table, type Column } from './table';
import { Time } from './time';
import { useList } from './use-list';

/** The open connections of a user. They end with their session: there is nothing to press. */
export function ConnectionsPanel({ sub, round }: { readonly sub: string; readonly round: number }) {
  const { ask } = useConsole();
  const list = useList<ConnectionView>(
    (nextToken, signal) => ask<Page<ConnectionView>>(PATH.connections, { sub, nextToken }, signal),
    `${sub} ${String(round)}`,
  );
  return (
    <Panel id="connections" heading="Open connections">
      {list.items.length > 0 && (
        <Table caption="Open connections" columns={COLUMNS} rows={list.items} keyOf={({ connection }) => connection} />
      )}
      <More list={list} what="connections" none="No WebSocket of this user is open." />
    </Panel>
  );
}

const COLUMNS: readonly Column<ConnectionView>[] = [
  { heading: 'Connection', cell: ({ connection }) => <code>{connection}</code> },
  { heading: 'Session', cell: ({ sessionId }) => (sessionId === undefined ? '–' : <code>{sessionId}</code>) },
  { heading: 'Open since', cell: ({ openedAt }) => <Time at={openedAt} /> },
  { heading: 'Token expires', cell: ({ endsAt }) => <Time at={endsAt} /> },
];
