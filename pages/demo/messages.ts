/** The gateways that each device calls. */
export const GATEWAYS = ['HTTP API', 'REST API', 'AppSync', 'WebSocket'] as const;

/** A gateway that each device calls; the last one holds a connection open. */
export type Gateway = (typeof GATEWAYS)[number];

/** The devices of the one user. */
export const DEVICES = ['Phone', 'Laptop'] as const;

/** A device of the one user. */
export type Device = (typeof DEVICES)[number];

/** Who is signed out: this device, all but this one, all, all by somebody else, one by its id. */
export type Scope = 'local' | 'others' | 'global' | 'administrator' | 'session';

/** What a device needs to sign in. */
export interface Account {
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly username: string;
  readonly password: string;
}

/** Something that happened. `at` is in milliseconds since the epoch, of the one clock that all frames of the page have. */
export type DemoEvent =
  | { readonly kind: 'signed-in'; readonly device: Device; readonly at: number }
  | {
      readonly kind: 'sign-out-asked';
      readonly by: Device | 'administrator';
      readonly scope: Scope;
      readonly at: number;
    }
  | { readonly kind: 'sign-out-answered'; readonly outcome: string; readonly at: number }
  /** The first rejection since it signed in; of the WebSocket, that its connection was closed. */
  | { readonly kind: 'rejected'; readonly device: Device; readonly gateway: Gateway; readonly at: number }
  | {
      readonly kind: 'refreshed';
      readonly device: Device;
      /** Whether Cognito gave new tokens. */
      readonly isAccepted: boolean;
      /** Whether the gateways rejected the session before. */
      readonly isEnded: boolean;
      readonly at: number;
    }
  | { readonly kind: 'failed'; readonly what: string; readonly at: number };

/** What a device's frame tells the page that it is in. */
export type ToPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'height'; readonly pixels: number }
  | { readonly kind: 'event'; readonly event: DemoEvent };

/** What the page tells a device's frame: who it is, or to call every gateway now and not only in a second. */
export type ToDevice =
  { readonly kind: 'set-up'; readonly device: Device; readonly account: Account } | { readonly kind: 'look' };

/** Now, in milliseconds since the epoch: finer than `Date.now()`, and it never goes back. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
