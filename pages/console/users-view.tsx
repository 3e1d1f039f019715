import { useState } from 'preact/hooks';

import { PATH, type Page, type UserView as User } from './api';
import { useConsole } from './context';
import { More } from './more';
import { linkTo } from './route';
import { SearchForm } from './search-form';
import { Status } from '../shared/status';
import { Table, type Column } from './table';
import { Time } from './time';
import { useList } from './use-list';

const SUB = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Remembered while the page is open: who looks at one user comes back to the others. */
let lastText = '';

/** Finds users. */
export function UsersView() {
  const [text, setText] = useState(lastText);
  return (
    <>
      <h1>Users</h1>
      <SearchForm
        label="Find a user"
        text={text}
        onSearch={(sought) => {
          lastText = sought;
          setText(sought);
        }}
      >
        The beginning of a username or an e-mail address, or a whole <code>sub</code>. Nothing: everybody.
      </SearchForm>
      <Users key={text} text={text} />
    </>
  );
}

function Users({ text }: { readonly text: string }) {
  const { ask } = useConsole();
  const list = useList<User>((nextToken, signal) => ask<Page<User>>(PATH.users, { text, nextToken }, signal), text, 20);
  const users = [...new Map(list.items.map((user) => [user.sub, user])).values()];
  const none = text === '' ? 'This user pool has no users.' : 'There is no such user.';
  return (
    <section aria-label="Users found">
      {users.length > 0 && <Table caption="Users found" columns={COLUMNS} rows={users} keyOf={({ sub }) => sub} />}
      <More list={{ ...list, items: users, examined: users.length }} what="users" none={none} />
      {SUB.test(text) && users.length === 0 && !list.isReading && list.problem === undefined && (
        <p>
          If the user was deleted, its tokens may still live.{' '}
          <a href={linkTo({ view: 'user', sub: text })}>Look at the sessions of this sub</a>
        </p>
      )}
    </section>
  );
}

const COLUMNS: readonly Column<User>[] = [
  {
    heading: 'Username',
    cell: ({ sub, username }) => (
      <a class="name" href={linkTo({ view: 'user', sub })}>
        <bdi>{username}</bdi>
      </a>
    ),
  },
  {
    heading: 'E-mail',
    cell: ({ email }) => (
      <span class="address">
        <bdi>{email ?? '–'}</bdi>
      </span>
    ),
  },
  { heading: 'Status', cell: (user) => <UserStatus user={user} /> },
  { heading: 'Since', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** Whether a user may sign in. */
export function UserStatus({ user: { status = 'unknown', enabled } }: { readonly user: User }) {
  if (!enabled) return <Status tone="bad">disabled</Status>;
  const word = status.toLowerCase().replaceAll('_', ' ');
  return <Status tone={status === 'CONFIRMED' ? 'good' : 'warn'}>{word}</Status>;
}
