import { SIGN_OUT_EVENTS, USER_AGENT } from '../../../lambda/events';
import { parseCloudTrailRecord, type CloudTrailRecord } from '../../../lambda/core/events/cloudtrail-record';
import { decideOnEvent, recordEvent, type EventScope } from '../../../lambda/core/events/sign-out-events';
import { isRejectedBy } from '../../../lambda/core/revocation/revocation';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { claimsOf } from '../../support/claims';
import { StandingClock } from '../../support/clock';
import { event } from '../../support/events';

const T = 1_800_000_000;
const SUB = '11111111-2222-4333-8444-555555555555';
const MINUTE = 60;
const DAY = 86_400;

const SCOPE: EventScope = {
  accountId: '123456789012',
  region: 'us-east-1',
  userPoolId: 'us-east-1_Example',
  userPoolClientIds: ['client-1', 'client-2'],
  signOutRoleArns: ['arn:aws:iam::123456789012:role/ours', 'arn:aws:iam::123456789012:role/path/ours-too'],
  sessionEvents: 'ignore',
};

type Names = keyof typeof SIGN_OUT_EVENTS;
const ALL = Object.keys(SIGN_OUT_EVENTS) as Names[];
const OF_A_USER = ALL.filter((name) => SIGN_OUT_EVENTS[name] === 'user');
const OF_A_SESSION = ALL.filter((name) => SIGN_OUT_EVENTS[name] === 'session');

function detailOf(name: string): Record<string, unknown> {
  return event<{ detail: Record<string, unknown> }>(`cloudtrail/${name}`).detail;
}

function golden(name: string, overrides: Partial<CloudTrailRecord> = {}): CloudTrailRecord {
  return { ...parseCloudTrailRecord(detailOf(name)), ...overrides };
}

function decide(name: string, overrides: Partial<CloudTrailRecord> = {}, scope: Partial<EventScope> = {}) {
  const verdict = decideOnEvent(golden(name, overrides), { ...SCOPE, ...scope });
  return verdict.ends ? verdict : verdict.why;
}

describe('an event that ends sessions', () => {
  it.each(OF_A_USER)('ends every session of the user, as of its own time: %s', (name) => {
    expect(decide(name)).toMatchObject({
      ends: true,
      user: { userPoolId: 'us-east-1_Example', sub: SUB },
      at: T,
      cutOff: T - 1,
      reason: `CloudTrail ${name}`,
    });
  });

  it.each(OF_A_SESSION)('is left alone if it ends one session, unless the owner wants the user out: %s', (name) => {
    expect(decide(name)).toBe('one_session');
    expect(decide(name, {}, { sessionEvents: 'user' })).toMatchObject({
      ends: true,
      user: { sub: SUB },
      cutOff: T - 1,
    });
  });

  it('was ended by whoever called, or else by the user', () => {
    expect(decide('AdminDisableUser')).toMatchObject({
      actor: 'arn:aws:sts::123456789012:assumed-role/support/support',
    });
    expect(decide('ChangePassword')).toMatchObject({ actor: SUB });
  });
});

describe('an event that changes nothing', () => {
  it.each(['SignUp', 'AdminGetUser', 'InitiateAuth', 'toString', '__proto__'])('ends no session: %s', (eventName) => {
    expect(decide('AdminDisableUser', { eventName })).toBe('other_event');
  });

  it("is another service's", () => {
    expect(decide('ChangePassword', { eventSource: 'iam.amazonaws.com' })).toBe('other_event');
  });

  it.each(ALL)('is a call that failed: %s', (name) => {
    expect(decide(name, { hasFailed: true })).toBe('failed_call');
  });

  it('happened elsewhere', () => {
    expect(decide('AdminDisableUser', { accountId: '210987654321' })).toBe('other_account');
    expect(decide('AdminDisableUser', { region: 'eu-west-1' })).toBe('other_region');
    expect(decide('AdminDisableUser', { userPoolId: 'us-east-1_Another' })).toBe('other_pool');
  });

  it('says that it is of our client, but is of another pool: the pool decides', () => {
    expect(decide('ResetPassword_POST', { userPoolId: 'us-east-1_Another' })).toBe('other_pool');
  });

  it.each([
    ['client-2', { ends: true }],
    ['client-3', { ends: true }],
    [undefined, { ends: true }],
  ])('names no pool, but a user, and the client %p', (clientId, expected) => {
    const verdict = decide('ConfirmForgotPassword', { clientId, userPoolId: undefined });

    expect(verdict).toMatchObject(expected);
  });

  it('names nobody and nothing', () => {
    const nobody = { userPoolId: undefined, sub: undefined };

    for (const clientId of [undefined, 'client-3']) {
      expect(decide('ConfirmForgotPassword', { ...nobody, clientId })).toBe('unattributed');
    }
  });
});

describe("managed login's page to reset a password", () => {
  it.each(['forgotPassword_POST', 'ForgotPassword_POST', 'ForgotPassword'])(
    'signs nobody out, for anybody may begin a reset in anybody’s name, and the record is not known to differ: %s',
    async (eventName) => {
      for (const sub of [SUB, undefined, '']) {
        const { take, revocations } = intake();
        const detail = detailOf('ResetPassword_POST');
        const additionalEventData = { ...(detail['additionalEventData'] as object), sub };

        await expect(take({ ...detail, eventName, additionalEventData })).resolves.toBe('other_event');
        expect(revocations.records.size).toBe(0);
      }
    },
  );
});

describe('our own call', () => {
  it.each(SCOPE.signOutRoleArns)('is known by the role: %s', (roleArn) => {
    expect(decide('AdminUserGlobalSignOut', { roleArn })).toBe('own_call');
    expect(decide('RevokeToken', { roleArn }, { sessionEvents: 'user' })).toBe('own_call');
  });

  it.each(['arn:aws:iam::123456789012:role/our', 'arn:aws:iam::123456789012:role/ours-', undefined])(
    'is not one of another role: %s',
    (roleArn) => {
      expect(decide('AdminUserGlobalSignOut', { roleArn })).toMatchObject({ ends: true });
    },
  );

  it.each(['AdminUserGlobalSignOut', 'GlobalSignOut', 'RevokeToken'])('is known by the user agent: %s', (name) => {
    const userAgent = `aws-sdk-js/3.0.0 ua/2.1 lang/js api/cognito-identity-provider#3.0.0 ${USER_AGENT}`;

    expect(decide(name, { userAgent }, { sessionEvents: 'user' })).toBe('own_call');
    expect(decide(name, { userAgent: `${userAgent}s` }, { sessionEvents: 'user' })).toMatchObject({ ends: true });
  });

  it.each(OF_A_USER.filter((name) => !name.endsWith('GlobalSignOut')))(
    'is none that we never make, whatever the user agent says: %s',
    (name) => {
      expect(decide(name, { userAgent: USER_AGENT })).toMatchObject({ ends: true });
    },
  );
});

describe('an event that does not say whose sessions it ends', () => {
  it.each([undefined, '', 'x'.repeat(257)])('is a fault: %p', (sub) => {
    for (const name of OF_A_USER) {
      expect(() => decide(name, { sub })).toThrow(expect.objectContaining({ code: 'unusable_event' }) as Error);
    }
  });

  it('is none if it would have changed nothing', () => {
    expect(decide('AdminDisableUser', { sub: undefined, hasFailed: true })).toBe('failed_call');
    expect(decide('RevokeToken', { sub: undefined })).toBe('one_session');
  });

  it.each(['Logout', 'SAML2Logout_POST'])('is none if anybody can bring it about without a session: %s', (name) => {
    expect(decide(name, { sub: undefined }, { sessionEvents: 'user' })).toBe('one_session');
    expect(decide(name, { sub: '' }, { sessionEvents: 'user' })).toBe('one_session');
  });

  it.each(['RevokeToken', 'RevokeUserSession', 'AdminRevokeUserSession'])(
    'is a fault if a session was ended that the owner wants its user out for: %s',
    (name) => {
      expect(() => decide(name, { sub: undefined }, { sessionEvents: 'user' })).toThrow(
        expect.objectContaining({ code: 'unusable_event' }) as Error,
      );
    },
  );
});

/** A store, into which events go as they arrive. */
function intake(time = T + 5 * MINUTE) {
  const revocations = new InMemoryRevocationStore();
  const dependencies = { revocations, clock: new StandingClock(time * 1000), refreshTokenValidity: 30 * DAY };
  return {
    revocations,
    take: (detail: unknown) => recordEvent(detail, SCOPE, dependencies),
    rejects: (authTime: number, sub = SUB) =>
      [...revocations.records.values()].some(
        ({ revocation }) =>
          revocation.key.endsWith(sub) && isRejectedBy(revocation, claimsOf({ sub, signedInAt: authTime })),
      ),
  };
}

describe('recording an event', () => {
  it('rejects sign-ins before its second, and no later one, however late it comes', async () => {
    for (const delay of [0, 5 * MINUTE, DAY]) {
      const { take, rejects } = intake(T + delay);

      await expect(take(detailOf('AdminDisableUser'))).resolves.toBe('recorded');

      expect([T - 2, T - 1, T, T + 1].map((authTime) => rejects(authTime))).toEqual([true, true, false, false]);
      expect(rejects(T - 1, 'somebody-else')).toBe(false);
    }
  });

  it('keeps who did it, when and why, and the record for as long as the sessions may mint tokens', async () => {
    const { take, revocations } = intake();

    await take(detailOf('AdminDisableUser'));

    expect([...revocations.records.values()]).toEqual([
      {
        revocation: {
          kind: 'user',
          key: `us-east-1_Example#user#${SUB}`,
          tokensValidAfter: T - 1,
          expiresAt: T - 1 + 31 * DAY + 300,
        },
        audit: {
          revokedAt: T,
          initiatedBy: 'event',
          actor: 'arn:aws:sts::123456789012:assumed-role/support/support',
          reason: 'CloudTrail AdminDisableUser',
          requestId: '10000000-0000-4000-8000-000000000003',
        },
      },
    ]);
  });

  it('writes nothing for an event that changes nothing', async () => {
    const { take, revocations } = intake();

    await expect(take(detailOf('RevokeToken'))).resolves.toBe('one_session');

    expect(revocations.records.size).toBe(0);
  });

  it.each([
    [5, 'recorded'],
    [6, 'clock_skew'],
  ])('takes an event from %i s ahead: %s', async (ahead, expected) => {
    const { take, revocations } = intake(T - ahead);
    const outcome = await take(detailOf('AdminDisableUser')).catch(
      (error: unknown) => (error as { code: string }).code,
    );

    expect(outcome).toBe(expected);
    expect(revocations.records.size).toBe(expected === 'recorded' ? 1 : 0);
  });

  it('writes nothing for an event that cannot be used', async () => {
    const { take, revocations } = intake();

    await expect(take({ ...detailOf('AdminDisableUser'), additionalEventData: null })).rejects.toMatchObject({
      code: 'unusable_event',
    });
    await expect(take({})).rejects.toMatchObject({ code: 'unusable_event' });

    expect(revocations.records.size).toBe(0);
  });

  it('is a fault if the store fails, so that the event is delivered again', async () => {
    const { take, revocations } = intake();
    revocations.fault = new Error('down');

    await expect(take(detailOf('AdminDisableUser'))).rejects.toBe(revocations.fault);
  });
});
