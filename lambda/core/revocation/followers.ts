import type { RevocationMessage } from './revocation-message';

/** Something that each revocation is handed on to: a queue, behind which somebody does what follows from it. */
export interface RevocationFollower {
  /**
   * Takes revocations in.
   *
   * @returns those that it has not taken, and why
   */
  take(messages: readonly RevocationMessage[]): Promise<readonly NotTaken[]>;
  /**
   * Keeps what it has not taken, for an operator.
   *
   * @throws RevocationError `follower_unavailable`
   */
  setAside(messages: readonly RevocationMessage[]): Promise<void>;
}

/** A revocation that a follower has not taken. */
export interface NotTaken {
  readonly message: RevocationMessage;
  /** RevocationError `follower_unavailable`. */
  readonly fault: Error;
}

/**
 * Hands revocations on to every follower, each by itself: one that does not take them holds up no other. What it has not taken is
 * set aside for it.
 *
 * @param onFault - is told why something was set aside
 * @throws RevocationError `follower_unavailable` if something could not be set aside either: then all is to be handed on once more
 */
export async function handOn(
  messages: readonly RevocationMessage[],
  followers: readonly RevocationFollower[],
  onFault: (fault: Error) => void,
): Promise<void> {
  if (messages.length === 0) return;
  const outcomes = await Promise.allSettled(
    followers.map(async (follower) => {
      const notTaken = await follower.take(messages);
      if (notTaken.length === 0) return;
      for (const fault of new Set(notTaken.map((each) => each.fault))) onFault(fault);
      await follower.setAside(notTaken.map(({ message }) => message));
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
