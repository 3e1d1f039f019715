import { canonicalPathOf, createRequestSigner } from '../../lambda/adapters/aws/request-signer';

/** Who signs requests, and for which Region. */
export interface Caller {
  readonly region: string;
  /** Those that are configured for any AWS tool. */
  readonly credentials: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  }>;
}

/**
 * Headers of a `POST` to an API of API Gateway, signed as
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html says.
 *
 * @param explain - what it means that there are no credentials; undefined if the error says it itself
 */
export async function signedHeaders(
  caller: Caller,
  url: URL,
  content: { readonly contentType: string; readonly body: string },
  explain: (error: unknown) => Error | undefined,
): Promise<Record<string, string>> {
  const { sessionToken, ...keys } = await caller.credentials().catch((error: unknown) => {
    throw explain(error) ?? error;
  });
  const sign = createRequestSigner('execute-api', caller.region, () => ({ ...keys, sessionToken }));
  return sign({ host: url.host, canonicalPath: canonicalPathOf(url.pathname), ...content }, Date.now());
}
