import { ENVIRONMENT } from '../../contract';
import { followers } from './formats';
import { read, type Variables } from './reader';

/* What the functions that hand revocations on read: see ../environment.ts. */

/** What handing revocations on needs to know. */
export interface HandOnEnvironment {
  readonly followers: readonly { readonly queueUrl: string; readonly deadLetterQueueUrl: string }[];
  /** The queue for what is no revocation. */
  readonly deadLetterQueueUrl: string;
}

/** Reads the environment of the function that hands revocations on: see ../environment.ts. */
export function readHandOnEnvironment(variables: Variables = process.env): HandOnEnvironment {
  return read(variables, (reader) => ({
    followers: followers(reader, ENVIRONMENT.followers),
    deadLetterQueueUrl: reader.text(ENVIRONMENT.deadLetterQueueUrl),
  }));
}

/** Reads the name of the event bus that revocations are told on. */
export function readEventBusName(variables: Variables = process.env): string {
  return read(variables, (reader) => reader.text(ENVIRONMENT.eventBusName));
}
