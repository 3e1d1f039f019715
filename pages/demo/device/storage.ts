import { cognitoUserPoolsTokenProvider } from 'aws-amplify/auth/cognito';

/**
 * Where this device keeps its tokens: in its own frame, as both devices are of one origin and would share the browser's storage.
 * It can be copied, as a thief would: what Amplify forgets when it signs out still exists elsewhere.
 */
export class DeviceStorage {
  private items = new Map<string, string>();
  private copied = new Map<string, string>();

  /** Makes Amplify use it. After `Amplify.configure()`, which sets the browser's. */
  use(): void {
    cognitoUserPoolsTokenProvider.setKeyValueStorage({
      getItem: (key) => Promise.resolve(this.items.get(key) ?? null),
      setItem: (key, value) => Promise.resolve(void this.items.set(key, value)),
      removeItem: (key) => Promise.resolve(void this.items.delete(key)),
      clear: () => {
        this.items.clear();
        return Promise.resolve();
      },
    });
  }

  /** Forgets what there is, but not the copy. */
  forget(): void {
    this.items.clear();
  }

  /** Copies what there is. */
  copy(): void {
    this.copied = new Map(this.items);
  }

  /** Puts the copy back. */
  restore(): void {
    this.items = new Map(this.copied);
  }
}
