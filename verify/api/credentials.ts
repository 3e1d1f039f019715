/** AWS credentials, as the AWS SDKs have them. */
export interface ServiceCredentials {
  /** Names the key. */
  readonly accessKeyId: string;
  /** Signs with it. */
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** When they expire. */
  readonly expiration?: Date | undefined;
}

/** Gets credentials. Asked when there are none, and again shortly before they expire, or every minute if they do not say when. */
export type CredentialsProvider = () => ServiceCredentials | Promise<ServiceCredentials>;
