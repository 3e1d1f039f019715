import { useEffect, useRef } from 'preact/hooks';

import { PATH, type StackView } from './api';
import type { Ask } from './ask';
import { ConsoleContext } from './context';
import { EverybodyView } from './everybody-view';
import { Problem } from './problem';
import { QueuesView } from './queues-view';
import { Reading } from './reading';
import { RecordView } from './record-view';
import { linkTo, usePlace, type Place } from './route';
import { useAnswer } from './use-answer';
import { UserView } from './user-view';
import { UsersView } from './users-view';

const VIEWS: readonly { readonly name: string; readonly place: Place; readonly parts: readonly Place['view'][] }[] = [
  { name: 'Users', place: { view: 'users' }, parts: ['users', 'user'] },
  { name: 'Record', place: { view: 'record', text: '' }, parts: ['record'] },
  { name: 'Everybody', place: { view: 'everybody' }, parts: ['everybody'] },
  { name: 'Dead letters', place: { view: 'queues' }, parts: ['queues'] },
];

/** The console: what it is for, where to go, and what is shown. */
export function App({ ask }: { readonly ask: Ask }) {
  const { answer: stack, problem, again } = useAnswer((signal) => ask<StackView>(PATH.stack, {}, signal), []);
  const place = usePlace();
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <header class="top">
        <div class="identity">
          <p class="title">Sessions</p>
          {stack !== undefined && <StackFacts stack={stack} />}
        </div>
        <nav aria-label="Console">
          <ul>
            {VIEWS.map(({ name, place: there, parts }) => (
              <li key={name}>
                <a href={linkTo(there)} aria-current={parts.includes(place.view) ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <Main place={place}>
        {problem !== undefined && stack === undefined && <Problem problem={problem} again={again} />}
        {stack === undefined && problem === undefined && <Reading>Looking at the stack …</Reading>}
        {stack !== undefined && (
          <ConsoleContext.Provider value={{ ask, stack }}>
            <View place={place} />
          </ConsoleContext.Provider>
        )}
      </Main>
    </>
  );
}

/** Has the focus when another view is shown, so that a screen reader reads on there. */
function Main({ place, children }: { readonly place: Place; readonly children: preact.ComponentChildren }) {
  const element = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const where = linkTo(place);
  useEffect(() => {
    if (!isFirst.current) element.current?.focus();
    isFirst.current = false;
  }, [where]);
  return (
    <main id="main" ref={element} tabIndex={-1}>
      {children}
    </main>
  );
}

function StackFacts({ stack }: { readonly stack: StackView }) {
  return (
    <dl class="facts">
      <div>
        <dt>Stack</dt>
        <dd>{stack.stack}</dd>
      </div>
      <div>
        <dt>Region</dt>
        <dd>{stack.region}</dd>
      </div>
      <div>
        <dt>User pool</dt>
        <dd>
          <code>{stack.userPoolId}</code>
        </dd>
      </div>
    </dl>
  );
}

function View({ place }: { readonly place: Place }) {
  switch (place.view) {
    case 'users':
      return <UsersView />;
    case 'user':
      return <UserView key={place.sub} sub={place.sub} />;
    case 'record':
      return <RecordView key={place.text} text={place.text} />;
    case 'everybody':
      return <EverybodyView />;
    case 'queues':
      return <QueuesView />;
  }
}

/** A fragment that is followed would be another view. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
