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
      reader.problems.push(`${ENVIRONMENT.identityProviders} must be the identity providers, as JSON`);
    }
    return providers ?? [];
  });
}

/** As lib/sign-out-api/identity-provider.ts writes them. */
interface Variable {
  /** For those who have no other. */
  readonly revocationUrl: string;
  readonly providers: readonly ProviderVariable[];
}

type ProviderVariable = Pick<IdentityProvider, 'name' | 'issuer' | 'jwksUri'> &
  Partial<Record<'clientId' | 'subjectIssuer' | 'revocationUrl', string>>;

function providersIn(text: string): readonly IdentityProvider[] | undefined {
  try {
    const variable = JSON.parse(text) as unknown;
    if (!isVariable(variable)) return undefined;
    return variable.providers.map(({ name, issuer, jwksUri, clientId, subjectIssuer, revocationUrl }) => ({
      name,
      issuer,
      jwksUri,
      clientId,
      subjectIssuer: subjectIssuer ?? issuer,
      revocationUrl: revocationUrl ?? variable.revocationUrl,
    }));
  } catch {
    return undefined;
  }
}

function isVariable(value: unknown): value is Variable {
  const { revocationUrl, providers } = value as Record<string, unknown>;
  return isText(revocationUrl) && Array.isArray(providers) && providers.length > 0 && providers.every(isProvider);
}

function isProvider(value: unknown): value is ProviderVariable {
  const { name, issuer, jwksUri, ...optional } = value as Record<string, unknown>;
  return (
    [name, issuer, jwksUri].every(isText) &&
    ['clientId', 'subjectIssuer', 'revocationUrl'].every(
      (each) => optional[each] === undefined || isText(optional[each]),
    ) &&
    String(jwksUri).startsWith('https://')
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
