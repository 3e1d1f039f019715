import { SIGN_OUT_EVENTS } from '../../../lambda/events';
import { RevocationError } from '../../../lambda/core/errors';
import { createSignOutEvents } from '../../../lambda/handlers/events/sign-out-events';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { event } from '../../support/events';
import { RecordingTelemetry } from '../../support/telemetry';

type Handle = ReturnType<typeof createSignOutEvents>;
type SignOutEvent = Parameters<Handle>[0];

const CONTEXT = {
  awsRequestId: 'request-1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:sign-out-events',
};
const USER = 'us-east-1_Example#user#11111111-2222-4333-8444-555555555555';

function createFunction() {
  const revocations = new InMemoryRevocationStore();
  const telemetry = new RecordingTelemetry();
  const handle = createSignOutEvents({
    revocations,
    telemetry,
    clock: new StandingClock(1_800_000_300_000),
    refreshTokenValidity: 86_400,
    scope: {
      userPoolId: 'us-east-1_Example',
      userPoolClientIds: ['client-1'],
      signOutRoleArns: ['arn:aws:iam::123456789012:role/ours'],
      sessionEvents: 'ignore',
    },
  });
  return { handle, revocations, telemetry };
}

describe('the function that takes in events', () => {
  it.each(Object.entries(SIGN_OUT_EVENTS))('handles %s, which is of a %s', async (name, scope) => {
    const { handle, revocations, telemetry } = createFunction();

    await handle(event<SignOutEvent>(`cloudtrail/${name}`), CONTEXT);

    expect(telemetry.events).toEqual([scope === 'user' ? 'recorded' : 'one_session']);
    expect([...revocations.records.keys()]).toEqual(scope === 'user' ? [USER] : []);
    expect(telemetry.requestIds).toEqual(['request-1']);
  });

  it.each([
    ['arn:aws:lambda:us-east-1:210987654321:function:x', 'other_account'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:x', 'other_region'],
  ])('knows its own account and Region by its ARN: %s', async (invokedFunctionArn, outcome) => {
    const { handle, revocations, telemetry } = createFunction();

    await handle(event<SignOutEvent>('cloudtrail/AdminDisableUser'), { ...CONTEXT, invokedFunctionArn });

    expect([telemetry.events, revocations.records.size]).toEqual([[outcome], 0]);
  });

  it.each([
    ['no detail', {} as SignOutEvent],
    ['an empty detail', { detail: {} }],
    ['nothing', null as unknown as SignOutEvent],
  ])('throws what it cannot handle, so that it ends in the dead-letter queue: %s', async (_, malformed) => {
    const { handle, telemetry } = createFunction();

    await expect(handle(malformed, CONTEXT)).rejects.toThrow();

    expect(telemetry.faults).toHaveLength(1);
    expect(telemetry.events).toEqual([]);
  });

  it('throws what could not be recorded, so that it is tried again', async () => {
    const { handle, revocations, telemetry } = createFunction();
    revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(handle(event<SignOutEvent>('cloudtrail/AdminDisableUser'), CONTEXT)).rejects.toBe(revocations.fault);

    expect(telemetry.faults).toEqual([revocations.fault]);
  });
});
