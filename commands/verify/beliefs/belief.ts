import type { Lab } from '../lab';

/** Something that this product relies on, and that only AWS itself can show. */
export type Belief = TriedBelief | UntriedBelief;

interface BeliefText {
  /** Stable, for programs. */
  readonly id: string;
  readonly subject: string;
  readonly place: string;
  readonly expected: string;
  /** Where AWS says so, where it is asked, or what of ours depends on it. */
  readonly source: string;
}

/** One that is tried: that takes none of the owner's choices. */
export interface TriedBelief extends BeliefText {
  readonly attempt: (lab: Lab) => Promise<Attempt>;
  /** Whether there is such a thing on AWS alone: then nothing is tried on an emulator. */
  readonly isOfAwsAlone?: boolean;
}

/** One that is left alone. */
export interface UntriedBelief extends BeliefText {
  /** Why it is not tried, and how to do so by hand. */
  readonly byHand: string;
}

/** What came of trying. */
export type Attempt =
  | {
      readonly seen: string;
      readonly holds: boolean;
      /** Milliseconds; of the whole attempt if it is not there. */
      readonly took?: number;
    }
  /** Why it could not be tried on this stack, or by this caller. */
  | { readonly notTried: string };

/** A token of a new session, of a kind that the stack takes. */
export async function newToken({ sessions, user, uses: [use = 'access'] }: Lab): Promise<string> {
  return (await sessions.signIn(user))[use];
}
