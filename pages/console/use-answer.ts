import { useCallback, useEffect, useState } from 'preact/hooks';

import { askErrorOf, type AskError } from './ask';

/** How a question stands. What was answered before stays until there is something newer. */
export interface Answering<T> {
  readonly answer: T | undefined;
  readonly problem: AskError | undefined;
  readonly isAsking: boolean;
  /** Asks again. */
  readonly again: () => void;
}

/**
 * Asks a question when it is first shown, and again when what it is about changes. An answer that comes when nobody waits for
 * it any more is dropped.
 *
 * @param question - asks
 * @param about - what it depends on: texts and numbers
 */
export function useAnswer<T>(
  question: (signal: AbortSignal) => Promise<T>,
  about: readonly (string | number)[],
): Answering<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<Answering<T>, 'again'>>(ASKING);
  const key = JSON.stringify(about);
  useEffect(() => {
    setState(ASKING);
  }, [key]);
  useEffect(() => {
    const gone = new AbortController();
    const isCurrent = () => !gone.signal.aborted;
    setState((before) => ({ ...before, isAsking: true }));
    question(gone.signal).then(
      (answer) => {
        if (isCurrent()) setState({ answer, problem: undefined, isAsking: false });
      },
      (error: unknown) => {
        if (isCurrent()) setState((before) => ({ ...before, problem: askErrorOf(error), isAsking: false }));
      },
    );
    return () => {
      gone.abort();
    };
  }, [key, round]);
  const again = useCallback(() => {
    setRound((number) => number + 1);
  }, []);
  return { ...state, again };
}

const ASKING = { answer: undefined, problem: undefined, isAsking: true } as const;
