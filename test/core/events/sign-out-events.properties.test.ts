import fc from 'fast-check';

import { SIGN_OUT_EVENTS } from '../../../lambda/events';
import { recordEvent, type EventScope } from '../../../lambda/core/events/sign-out-events';
import { isRejectedBy, type Revocation } from '../../../lambda/core/revocation/revocation';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { claimsOf } from '../../support/claims';
import { StandingClock } from '../../support/clock';
import { event } from '../../support/events';

const T = 1_800_000_000;
const DAY = 86_400;
const SCOPE: EventScope = {
  accountId: '123456789012',
  region: 'us-east-1',
  userPoolId: 'us-east-1_Example',
  userPoolClientIds: ['client-1'],
  signOutRoleArns: [],
  sessionEvents: 'user',
};

interface Happening {
  readonly name: string;
  readonly sub: string;
  /** Seconds after T. */
  readonly after: number;
}

// Few times and users, so that they meet.
const happening: fc.Arbitrary<Happening> = fc.record({
  name: fc.constantFrom(...Object.keys(SIGN_OUT_EVENTS)),
  sub: fc.constantFrom('user-1', 'user-2'),
  after: fc.integer({ min: 0, max: 8 }),
});
const happenings = fc.array(happening, { minLength: 1, maxLength: 8 });
/** Deliveries of the same events: in another order, and some of them more than once. */
const deliveries = happenings.chain((events) => {
  const again = fc.array(fc.constantFrom(...events), { maxLength: 8 });
  const order = again.chain((more) =>
    fc.shuffledSubarray([...events, ...more], { minLength: events.length + more.length }),
  );
  return fc.tuple(fc.constant(events), order);
});

function detailOf({ name, sub, after }: Happening): unknown {
  const { detail } = event<{ detail: { additionalEventData: object } }>(`cloudtrail/${name}`);
  const eventTime = `2027-01-15T08:00:0${String(after)}Z`;
  return { ...detail, eventTime, additionalEventData: { ...detail.additionalEventData, sub } };
}

/** What is stored when all have come, up to a day late. */
async function storedAfter(events: readonly Happening[], delay = 0): Promise<Revocation[]> {
  const revocations = new InMemoryRevocationStore();
  const dependencies = { revocations, clock: new StandingClock((T + 8 + delay) * 1000), refreshTokenValidity: DAY };
  for (const one of events) await recordEvent(detailOf(one), SCOPE, dependencies);
  return [...revocations.records.values()]
    .map(({ revocation }) => revocation)
    .sort((one, other) => one.key.localeCompare(other.key));
}

describe('whatever events come', () => {
  it('it does not matter in which order, how often and how late', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, fc.integer({ min: 0, max: DAY }), async ([events, delivered], delay) => {
        expect(await storedAfter(delivered, delay)).toEqual(await storedAfter(events));
      }),
    );
  });

  it('each ends the sessions that its user began before it, and none is ended that began with the last or after', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ([events, delivered]) => {
        const stored = await storedAfter(delivered);
        for (const sub of ['user-1', 'user-2']) {
          const last = Math.max(-1, ...events.filter((one) => one.sub === sub).map(({ after }) => after));
          for (let after = 0; after <= 9; after++) {
            const isRejected = stored.some(
              (revocation) =>
                revocation.key.endsWith(`#${sub}`) &&
                isRejectedBy(revocation, claimsOf({ sub, signedInAt: T + after })),
            );
            expect([sub, after, isRejected]).toEqual([sub, after, after < last]);
          }
        }
      }),
    );
  });
});
