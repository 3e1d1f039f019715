import { RevocationError } from '../../core/errors';
import { isMetadataOf } from '../../core/sign-out/provider-metadata';
import { cognitoEndpointOf } from './endpoint';
import { createCognitoFetcher } from './fetcher';

/** For so long (milliseconds) metadata is remembered: a pool's domain changes hardly ever. */
const MAX_AGE = 5 * 60 * 1000;

/** What {@link createPublishedMetadata} needs to know. */
export interface PublishedMetadataOptions {
  readonly userPoolId: string;
  /** Where Cognito is, if not at AWS's own address: no slash at the end. */
  readonly cognitoEndpoint: string | undefined;
  /** Milliseconds, by a clock that nobody sets. */
  readonly steady: () => number;
}

/**
 * Fetches the metadata that Cognito publishes of a user pool. It is fetched, and not made, because only Cognito knows all of it:
 * the pool's domain, which may be anybody's, and which of the two issuers its tokens name.
 *
 * @returns a function that throws RevocationError `user_pool_unavailable` if it can't be fetched
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
export function createPublishedMetadata(options: PublishedMetadataOptions): () => Promise<unknown> {
  const { userPoolId, cognitoEndpoint, steady } = options;
  const { fetch } = createCognitoFetcher(cognitoEndpoint);
  const address = `${cognitoEndpointOf(userPoolId)}/${userPoolId}/.well-known/openid-configuration`;
  let remembered: { readonly readAt: number; readonly metadata: unknown } | undefined;

  return async () => {
    const readAt = steady();
    if (remembered !== undefined && readAt - remembered.readAt < MAX_AGE) return remembered.metadata;
    try {
      const metadata: unknown = JSON.parse(Buffer.from(await fetch(address)).toString('utf8'));
      // What is not the pool's is told as it is, and refused by whoever asked; it must not last.
      if (isMetadataOf(metadata, userPoolId)) remembered = { readAt, metadata };
      return metadata;
    } catch (cause) {
      throw new RevocationError('user_pool_unavailable', "the user pool's metadata could not be fetched", { cause });
    }
  };
}
