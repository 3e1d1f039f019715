import { Reference, Tokenization } from 'aws-cdk-lib';

/** What a text refers to, if that is one construct of this app and nothing else: whose resource an id or an ARN is. */
export function referredToBy(text: unknown): unknown {
  const token = Tokenization.reverse(text, { failConcat: false });
  return token !== undefined && Reference.isReference(token) ? token.target : undefined;
}
