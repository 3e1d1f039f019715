import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

/** What of the console is shown; the address says it, so that one can go back. */
export type Place =
  | { readonly view: 'users' | 'everybody' | 'queues' }
  | { readonly view: 'user'; readonly sub: string }
  | { readonly view: 'record'; readonly text: string };

/** Where a place is, for a link. */
export function linkTo(place: Place): string {
  if (place.view === 'user') return `#/user/${encodeURIComponent(place.sub)}`;
  if (place.view === 'record' && place.text !== '') return `#/record/${encodeURIComponent(place.text)}`;
  return `#/${place.view}`;
}

/** The address's fragment that stays, whatever is pressed. */
let held: string | undefined;

/**
 * Holds the page where it is while something goes on that has to be seen to its end: Back leads nowhere, and the browser asks
 * before the page is closed or loaded again.
 */
export function useStay(isStaying: boolean): void {
  // Before anything else can be pressed.
  useLayoutEffect(() => {
    if (!isStaying) return undefined;
    held = location.hash;
    const ask = (event: Event) => {
      event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => {
      held = undefined;
      removeEventListener('beforeunload', ask);
    };
  }, [isStaying]);
}

/** The place that the address says; the users, if it says none. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => {
      // An entry that was left by Back is put where it was; it does not tell anybody.
      if (held !== undefined && location.hash !== held) history.pushState(null, '', held);
      setHash(location.hash);
    };
    addEventListener('hashchange', follow);
    // It may have changed before anybody listened.
    follow();
    return () => {
      removeEventListener('hashchange', follow);
    };
  }, []);
  return placeOf(hash);
}

/** See {@link usePlace}. */
export function placeOf(hash: string): Place {
  const [, view = '', id = ''] = /^#\/(\w+)(?:\/(.*))?$/.exec(hash) ?? [];
  const text = decode(id);
  if (view === 'user' && text !== '') return { view, sub: text };
  if (view === 'record') return { view, text };
  return view === 'everybody' || view === 'queues' ? { view } : { view: 'users' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
