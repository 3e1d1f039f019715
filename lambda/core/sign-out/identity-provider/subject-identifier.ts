import { read, unread, type Read } from './identity-provider';
import { name } from './provider-claims';

/** How a provider names a user (RFC 9493 §3.2). */
export type SubjectIdentifier =
  | { readonly format: 'email'; readonly email: string }
  | { readonly format: 'iss_sub'; readonly iss: string; readonly sub: string }
  /** What the user is called here: the claim `sub` of the user's tokens. */
  | { readonly format: 'opaque'; readonly id: string };

/** What an address looks like, and no filter of Cognito's does. */
const EMAIL = /^[^\s"\\@]+@[^\s"\\@]+$/;
/** A `sub` of Cognito's is a UUID. */
const SUB = /^[\w+-]{1,128}$/;

/**
 * Reads `{"sub_id":{…}}`, the body of a global token revocation. Okta has also called it `subject`, as the first drafts did.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-parecki-oauth-global-token-revocation-06#section-3.2
 * @see https://www.rfc-editor.org/rfc/rfc9493#section-3.2
 */
export function readSubjectIdentifier(body: unknown): Read<SubjectIdentifier> {
  const { sub_id, subject } = members(body);
  if (sub_id !== undefined && subject !== undefined) return unread('sub_id and subject must not both be there');
  const { format, ...named } = members(sub_id ?? subject);
  switch (format) {
    case 'email': {
      const email = name(named['email']);
      return email !== undefined && EMAIL.test(email)
        ? read({ format, email })
        : unread('sub_id.email must be an e-mail address, of at most 256 characters');
    }
    case 'iss_sub': {
      const [iss, sub] = [name(named['iss']), name(named['sub'])];
      return iss !== undefined && sub !== undefined
        ? read({ format, iss, sub })
        : unread('sub_id.iss and sub_id.sub must be texts of 1 to 256 characters');
    }
    case 'opaque': {
      const id = name(named['id']);
      return id !== undefined && SUB.test(id)
        ? read({ format, id })
        : unread('sub_id.id must be a user id (claim sub of the tokens issued here)');
    }
    default:
      return unread('sub_id must be an object whose format is email, iss_sub or opaque');
  }
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
