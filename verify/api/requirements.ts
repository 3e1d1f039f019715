import type { Session } from './session';

/** What a token must bear to be let in. */
export interface Requirements {
  /**
   * OAuth scopes, of which it must have every one. ID tokens have none.
   *
   * @default - any
   */
  readonly scopes?: readonly string[];

  /**
   * Groups of the user pool, of which the user must be in at least one.
   *
   * @default - any, or none
   */
  readonly groups?: readonly string[];
}

/** What a scope is made of (RFC 6749 §3.3): nothing that could end the quotes that it stands in. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Refuses requirements that say nothing, or can't be met.
 *
 * @throws Error that names what is wrong
 */
export function assertRequirements(requirements: Requirements): void {
  const { scopes, groups, ...others } = requirements;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`${unknown}: unknown; allowed: scopes, groups`);
  for (const [name, items] of Object.entries({ scopes, groups })) {
    if (items === undefined) continue;
    if (
      !Array.isArray(items) ||
      items.length === 0 ||
      !items.every((item) => typeof item === 'string' && item !== '')
    ) {
      throw new Error(`${name}: got ${JSON.stringify(items)}; allowed: at least one name, or leave it out`);
    }
  }
  const malformed = scopes?.find((scope) => !SCOPE.test(scope));
  if (malformed !== undefined) {
    throw new Error(`scopes: got ${JSON.stringify(malformed)}; allowed: scopes one by one, of RFC 6749's characters`);
  }
}

/** Whether a session has what is required. */
export function meets(session: Session, { scopes = [], groups }: Requirements): boolean {
  const hasScopes = scopes.every((scope) => session.scopes.includes(scope));
  return hasScopes && (groups === undefined || groups.some((group) => session.groups.includes(group)));
}
