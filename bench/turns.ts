import { CAPACITY } from '../lambda/adapters/cognito/verified-tokens';

/** Whose turn it is. */
export type Turns<T> = () => T;

/** One after the other, and from the beginning again. */
export function inTurn<T>(items: readonly T[]): Turns<T> {
  let index = 0;
  return () => itemAt(items, index++ % items.length);
}

/**
 * Every token new to whoever remembers tokens: before one comes again, more others have come than are remembered. That goes for
 * whoever is alone in asking for them: each case needs turns of its own.
 *
 * @param items - three times as many as are remembered: of twice as many it may be known that they have come before
 */
export function everyOneNew<T>(items: readonly T[]): Turns<T> {
  if (items.length < 3 * CAPACITY) {
    throw new Error(`${String(items.length)} tokens are not new each time where ${String(CAPACITY)} are remembered`);
  }
  return inTurn(items);
}

/** Each was there before, but for the first time: all of them are remembered at once. */
export function seenBefore<T>(items: readonly T[]): Turns<T> {
  if (items.length > CAPACITY / 2) {
    throw new Error(`${String(items.length)} tokens are forgotten where ${String(CAPACITY)} are remembered`);
  }
  return inTurn(items);
}

/** One in ten new, the others seen before. */
export function oneInTenNew<T>(items: readonly T[], known: readonly T[]): Turns<T> {
  const [fresh, seen] = [everyOneNew(items), seenBefore(known)];
  let count = 0;
  return () => (count++ % 10 === 0 ? fresh() : seen());
}

/** Each once: what is done with it can't be done again. */
export function once<T>(items: readonly T[]): Turns<T> {
  let index = 0;
  return () => itemAt(items, index++);
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error('nothing is left to choose from');
  return item;
}
