import type { FaultCode } from './errors';

/*
 * Every line that a function can write, by its code, and what it says to whoever does not know it: docs/runbook.md has an article
 * for each, and nothing else. Codes are stable: saved queries and alarms use them. Lines hold the code, names, numbers and causes;
 * the sentences are not in them, nor in a function's bundle.
 */

/** What goes wrong: the line is a fault, and its `Message` says more. */
export const FAULT_MESSAGES = {
  revocation_store_unavailable: 'The revocation table could not be read or written.',
  revocation_store_corrupt: 'An item of the revocation table could not be read.',
  signing_keys_unavailable: "The user pool's keys could not be fetched.",
  signing_key_unknown: 'A token names a key that nobody has seen.',
  user_pool_unavailable: 'Cognito could not be asked.',
  connection_registry_unavailable: 'The table of open connections could not be read or written.',
  connection_registry_corrupt: 'An item of the table of open connections could not be read.',
  session_registry_unavailable: 'The table of registered sessions could not be read or written.',
  session_registry_corrupt: 'An item of the table of registered sessions could not be read.',
  connection_not_ended: 'An open connection could not be ended.',
  connection_unreachable: 'A message could not be sent to a connection.',
  clock_skew: 'Two clocks disagree by more than a sign-out can bridge.',
  unusable_event: 'An event ends sessions, and does not say whose.',
  provider_keys_unavailable: "An identity provider's keys could not be fetched.",
  follower_unavailable: 'A revocation could not be handed on to somebody who follows the table.',
  unusable_message: 'A message that a function was handed could not be read.',
  event_bus_unavailable: 'A revocation could not be told on the event bus.',
  subscriptions_unavailable: 'Live AppSync subscriptions could not be ended.',
  credentials_unavailable: 'A service got no credentials for the table.',
  invalid_configuration: 'A function refused to start.',
  unexpected: 'A bug.',
} as const satisfies Record<FaultCode | 'unexpected', string>;

/** What happens while all goes well. */
export const NEWS_MESSAGES = {
  token_rejected: 'A token was not accepted.',
  sign_out_answered: 'A request to sign out was answered.',
  step_done: 'A step of a sign-out has been tried.',
  event_handled: "An event of Cognito's was looked at.",
  connection_opened: 'A connection was let in.',
  connection_closed: 'A connection has closed.',
  connections_ending: 'Open connections were to end.',
  ending_delayed: 'Open connections ended so long after the record.',
} as const satisfies Record<string, string>;

/** Every kind of line that there is: its code, and what it says. */
export const LOG_MESSAGES = { ...NEWS_MESSAGES, ...FAULT_MESSAGES } as const;

/** The code of a line. */
export type LogCode = keyof typeof LOG_MESSAGES;
