/** Sources by directive, as https://www.w3.org/TR/CSP3/ has them: `{ 'connect-src': "'self' https://localhost:4566" }`. */
export type ContentSecurityPolicy = Readonly<Record<string, string>>;

/** The page's own files and its own server, and nothing else: no inline script, no frame, no form that is sent. */
const STRICT: ContentSecurityPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self' data:",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/**
 * The headers of every answer.
 *
 * @param adjusted - directives that are not as strict, each in the place of the strict one
 */
export function securityHeaders(adjusted: ContentSecurityPolicy = {}): Readonly<Record<string, string>> {
  const directives = Object.entries({ ...STRICT, ...adjusted }).map(([name, sources]) => `${name} ${sources}`);
  return {
    'content-security-policy': directives.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'x-frame-options': 'DENY',
  };
}
