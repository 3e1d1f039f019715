/** What a command is about to do, in the words that are said when it comes to nothing. */
export interface Undertaking {
  /** What it means that it was not carried out. */
  readonly notDone: string;
  /** What it means that nobody knows whether it was, without a full stop: what to do follows. */
  readonly unknown: string;
}

/** A sign-out, of whatever sessions. */
export const SIGN_OUT: Undertaking = {
  notDone: 'Nobody was signed out.',
  unknown: 'It is not known whether the sign-out was recorded',
};
