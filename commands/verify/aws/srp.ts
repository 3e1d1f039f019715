import { createHash, createHmac, getDiffieHellman, randomBytes } from 'node:crypto';

/**
 * A user's part of Cognito's sign-in by Secure Remote Password: the password itself is not sent. It is what many app clients
 * allow alone, and no SDK of AWS has it for Node.js.
 *
 * SRP-6a (https://www.rfc-editor.org/rfc/rfc5054#section-2) in the group of 3,072 bits, with generator 2, SHA-256, and
 * Cognito's own derivation of the key.
 */
export class SrpSignIn {
  private readonly secret = BigInt(`0x${randomBytes(128).toString('hex')}`);
  private readonly ours = power(G, this.secret);

  /** What `SRP_A` is to be. */
  get srpA(): string {
    return this.ours.toString(16);
  }

  /**
   * The answer to the challenge `PASSWORD_VERIFIER`, without the secret's hash.
   *
   * @param parameters - of the challenge
   * @param now - the time that is signed: Cognito wants it close to its own
   */
  answer(userPoolId: string, password: string, parameters: Readonly<Record<string, string>>, now: Date): Answer {
    const { SALT = '', SRP_B = '', SECRET_BLOCK = '', USER_ID_FOR_SRP: userId = '' } = parameters;
    const poolName = userPoolId.slice(userPoolId.indexOf('_') + 1);
    const theirs = BigInt(`0x${SRP_B}`);
    const scrambler = hash(bytesOf(this.ours), bytesOf(theirs));
    const identity = createHash('sha256').update(`${poolName}${userId}:${password}`).digest();
    const x = hash(bytesOf(BigInt(`0x${SALT}`)), identity);
    const base = (((theirs - K * power(G, x)) % N) + N) % N;
    const shared = power(base, this.secret + scrambler * x);
    const extracted = createHmac('sha256', bytesOf(scrambler)).update(bytesOf(shared)).digest();
    const key = createHmac('sha256', extracted).update('Caldera Derived Key\x01').digest().subarray(0, 16);
    const timestamp = timestampOf(now);
    const signature = createHmac('sha256', key)
      .update(`${poolName}${userId}`)
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(timestamp)
      .digest('base64');
    return {
      USERNAME: userId,
      TIMESTAMP: timestamp,
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
    };
  }
}

/** Responses to a challenge. */
type Answer = Readonly<
  Record<'USERNAME' | 'TIMESTAMP' | 'PASSWORD_CLAIM_SECRET_BLOCK' | 'PASSWORD_CLAIM_SIGNATURE', string>
>;

/** The prime of RFC 3526's group 15 is that of RFC 5054's group of 3,072 bits. */
const N = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const G = 2n;
const K = hash(bytesOf(N), bytesOf(G));

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % N, rest = exponent; rest > 0n; square = (square * square) % N, rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % N;
  }
  return result;
}

/** Big-endian, of a number that is not negative: with a zero byte before a first bit that is set. */
function bytesOf(number: bigint): Buffer {
  const hex = number.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

function hash(...parts: readonly Buffer[]): bigint {
  return BigInt(`0x${createHash('sha256').update(Buffer.concat(parts)).digest('hex')}`);
}

/** `Fri Jan 15 08:00:00 UTC 2027`: the day without a leading zero. */
function timestampOf(now: Date): string {
  const [, weekday = '', day = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(now.toUTCString()) ?? [];
  return `${weekday} ${month} ${String(Number(day))} ${time} UTC ${year}`;
}
