import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

import type { Page } from './api';
import { askErrorOf, type AskError } from './ask';

/** A list that is read part by part. */
export interface List<T> {
  readonly items: readonly T[];
  readonly problem: AskError | undefined;
  readonly isReading: boolean;
  /** Whether there is more to read. */
  readonly hasMore: boolean;
  /** How many records were looked at, where that is more than were found. */
  readonly examined: number;
  /** Reads on; after a problem, from where it was. */
  readonly more: () => void;
  /** Reads from the beginning. */
  readonly again: () => void;
  /** Stops reading: what was read stays. */
  readonly stop: () => void;
}

interface State<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
  readonly problem: AskError | undefined;
  readonly isReading: boolean;
  readonly examined: number;
}

/**
 * Reads a list, the first part at once.
 *
 * @param read - reads a part
 * @param about - what the list depends on
 * @param atLeast - so many items are read before it rests, if there are so many: a part may hold none
 */
export function useList<T>(
  read: (nextToken: string | undefined, signal: AbortSignal) => Promise<Page<T> & { readonly examined?: number }>,
  about: string,
  atLeast = 1,
): List<T> {
  const [state, setState] = useState<State<T>>(EMPTY);
  const reading = useRef<AbortController>(undefined);

  const readOn = useCallback(
    async (from: State<T>) => {
      reading.current?.abort();
      const { signal } = (reading.current = new AbortController());
      let now: State<T> = { ...from, problem: undefined, isReading: true };
      const wanted = from.items.length + atLeast;
      setState(now);
      try {
        do {
          const { items, nextToken, examined = items.length } = await read(now.nextToken, signal);
          if (signal.aborted) return;
          now = { ...now, items: [...now.items, ...items], nextToken, examined: now.examined + examined };
          now = { ...now, isReading: nextToken !== undefined && now.items.length < wanted };
          setState(now);
        } while (now.isReading);
      } catch (error) {
        if (!signal.aborted) setState({ ...now, problem: askErrorOf(error), isReading: false });
      }
    },
    [about],
  );
  useEffect(() => {
    void readOn(EMPTY);
    return () => reading.current?.abort();
  }, [readOn]);

  const { items, nextToken, problem, isReading, examined } = state;
  return {
    items,
    problem,
    isReading,
    hasMore: nextToken !== undefined,
    examined,
    more: () => void readOn(state),
    again: () => void readOn(EMPTY),
    stop: () => {
      reading.current?.abort();
      setState({ ...state, isReading: false });
    },
  };
}

const EMPTY = { items: [], nextToken: undefined, problem: undefined, isReading: true, examined: 0 } as const;
