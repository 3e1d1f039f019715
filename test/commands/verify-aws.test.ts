import { createHash, createHmac, getDiffieHellman } from 'node:crypto';

import { isOfAws } from '../../commands/verify/aws/connection';
import { explain } from '../../commands/verify/aws/failures';
import { SrpSignIn } from '../../commands/verify/aws/srp';

describe('an emulator', () => {
  it.each([
    'cognito-idp.us-east-1.amazonaws.com',
    'cognito-idp-fips.us-gov-west-1.amazonaws.com',
    'cognito-idp.cn-north-1.amazonaws.com.cn',
    'cognito-idp.eusc-de-east-1.amazonaws.eu',
    'cloudformation.eu-west-1.api.aws',
    'vpce-0123-abcd.cognito-idp.us-east-1.vpce.amazonaws.com',
  ])('is not %s', (host) => {
    expect(isOfAws(host)).toBe(true);
  });

  it.each(['localhost', '127.0.0.1', 'amazonaws.com.example', 'notamazonaws.com', 'localhost.localstack.cloud'])(
    'is %s',
    (host) => {
      expect(isOfAws(host)).toBe(false);
    },
  );
});

describe('what a failure of AWS means', () => {
  const thrown = (name: string, message = '') => Object.assign(new Error(message), { name, $fault: 'client' });

  it.each([
    ['ExpiredTokenException', '', 'no_credentials'],
    ['AccessDeniedException', '', 'not_permitted'],
    ['NotAuthorizedException', 'User: arn is not authorized to perform', 'not_permitted'],
    ['NotAuthorizedException', 'Incorrect username or password.', 'refused'],
    ['ResourceNotFoundException', '', 'no_such_client'],
    ['TooManyRequestsException', '', 'unavailable'],
    ['AbortError', '', 'interrupted'],
    ['UserLambdaValidationException', 'PreSignUp failed', 'refused'],
  ])('%s %s: %s', (name, message, code) => {
    expect(explain(thrown(name, message), 'cognito-idp:AdminInitiateAuth')).toMatchObject({ code });
  });

  it('repeats nothing of what is no answer', () => {
    const cause = Object.assign(new Error('fetch failed'), { code: 'ECONNREFUSED' });
    const { code, message } = explain(new Error('Bearer secret', { cause }), 'cognito-idp:GetUser');

    expect([code, message]).toEqual(['unavailable', expect.stringContaining('(ECONNREFUSED)')]);
    expect(message).not.toContain('secret');
  });
});

/** The other part, which knows the verifier of a password. By the definitions of RFC 5054, and Cognito's of the key. */
class SrpServer {
  private readonly n = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
  private readonly secret: bigint;
  private readonly verifier: bigint;
  readonly b: bigint;

  constructor(
    private readonly pool: string,
    readonly user: string,
    password: string,
    readonly salt: bigint,
    secret: bigint,
  ) {
    this.secret = secret;
    const inner = createHash('sha256').update(`${pool}${user}:${password}`).digest();
    this.verifier = this.pow(2n, this.hash(this.pad(salt), inner));
    this.b = (this.hash(this.pad(this.n), this.pad(2n)) * this.verifier + this.pow(2n, secret)) % this.n;
  }

  signatureOf(a: bigint, block: string, timestamp: string): string {
    const u = this.hash(this.pad(a), this.pad(this.b));
    const shared = this.pow((a * this.pow(this.verifier, u)) % this.n, this.secret);
    const extracted = createHmac('sha256', this.pad(u)).update(this.pad(shared)).digest();
    const key = createHmac('sha256', extracted).update(Buffer.from('Caldera Derived Key\x01')).digest().subarray(0, 16);
    const message = Buffer.concat([
      Buffer.from(this.pool + this.user),
      Buffer.from(block, 'base64'),
      Buffer.from(timestamp),
    ]);
    return createHmac('sha256', key).update(message).digest('base64');
  }

  private pad(value: bigint): Buffer {
    const hex = value.toString(16);
    const even = hex.padStart(hex.length + (hex.length % 2), '0');
    return Buffer.from(parseInt(even.slice(0, 2), 16) > 127 ? `00${even}` : even, 'hex');
  }

  private hash(...parts: Buffer[]): bigint {
    return BigInt(`0x${createHash('sha256').update(Buffer.concat(parts)).digest('hex')}`);
  }

  private pow(base: bigint, exponent: bigint): bigint {
    if (exponent === 0n) return 1n;
    const half = this.pow(base, exponent / 2n);
    const square = (half * half) % this.n;
    return exponent % 2n === 1n ? (square * base) % this.n : square;
  }
}

describe('a sign-in by Secure Remote Password', () => {
  const BLOCK = Buffer.from('a block of secrets').toString('base64');

  // Salts and secrets whose numbers have and have not a first bit that is set, or an odd number of digits.
  it.each([0x8fn, 0x7fn, 0xfn, 0x1234567890abcdefn])(
    'proves the password, and nothing but the right one: salt %p',
    (salt) => {
      const server = new SrpServer('Example', 'alice', 'right', salt, salt * 3n + 12345678901234567890n);
      const challenge = {
        SALT: server.salt.toString(16),
        SRP_B: server.b.toString(16),
        SECRET_BLOCK: BLOCK,
        USER_ID_FOR_SRP: server.user,
      };
      const now = new Date('2027-01-05T08:00:00Z');
      const srp = new SrpSignIn();

      const answer = srp.answer('us-east-1_Example', 'right', challenge, now);
      const wrong = srp.answer('us-east-1_Example', 'wrong', challenge, now);

      const expected = server.signatureOf(BigInt(`0x${srp.srpA}`), BLOCK, 'Tue Jan 5 08:00:00 UTC 2027');
      expect(answer).toEqual({
        USERNAME: 'alice',
        TIMESTAMP: 'Tue Jan 5 08:00:00 UTC 2027',
        PASSWORD_CLAIM_SECRET_BLOCK: BLOCK,
        PASSWORD_CLAIM_SIGNATURE: expected,
      });
      expect(wrong.PASSWORD_CLAIM_SIGNATURE).not.toBe(expected);
    },
  );
});
