import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

import type { StackView } from './api';
import type { Ask } from './ask';

/** What every part of the page needs. */
export interface Console {
  readonly ask: Ask;
  readonly stack: StackView;
}

/** Where it is given. */
export const ConsoleContext = createContext<Console | undefined>(undefined);

/** Where it is taken. */
export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (found === undefined) throw new Error('nothing of the console is shown before its stack is known');
  return found;
}
