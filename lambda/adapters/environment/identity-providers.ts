import { ENVIRONMENT } from '../../contract';
import type { IdentityProvider } from '../../core/sign-out/identity-provider/identity-provider';
import { read, type Variables } from './reader';

/**
 * Reads the identity providers that may sign their users out: see ../environment.ts.
 *
 * @throws RevocationError `invalid_configuration`
 */
export function readIdentityProviders(variables: Variables = process.env): readonly IdentityProvider[] {
  return read(variables, (reader) => {
    const text = reader.text(ENVIRONMENT.identityProviders);
    const providers = providersIn(text);
    if (providers === undefined && text !== '') {
      reader.problems.push(`${ENVIRONMENT.identityProviders} must be a list of identity providers, as JSON`);
    }
    return providers ?? [];
  });
}

function providersIn(text: string): readonly IdentityProvider[] | undefined {
  try {
    const providers = JSON.parse(text) as unknown;
    if (!Array.isArray(providers) || providers.length === 0 || !providers.every(isProvider)) return undefined;
    return providers.map(({ name, issuer, jwksUri, clientId, subjectIssuer, revocationUrl }) => ({
      name,
      issuer,
      jwksUri,
      clientId,
      subjectIssuer: subjectIssuer ?? issuer,
      revocationUrl,
    }));
  } catch {
    return undefined;
  }
}

/** As lib/sign-out-api/identity-provider.ts writes it. */
type Variable = Omit<IdentityProvider, 'clientId' | 'subjectIssuer'> & {
  readonly clientId?: string;
  readonly subjectIssuer?: string;
};

function isProvider(value: unknown): value is Variable {
  const { name, issuer, jwksUri, clientId, subjectIssuer, revocationUrl } = (value ?? {}) as Record<string, unknown>;
  return (
    [name, issuer, jwksUri, revocationUrl].every((text) => typeof text === 'string' && text !== '') &&
    [clientId, subjectIssuer].every((text) => text === undefined || typeof text === 'string') &&
    String(jwksUri).startsWith('https://')
  );
}
