import { createVerifier } from '../../verify';
import { accessPayload } from '../support/tokens';
import { verifyInEachTest, type Verification } from '../support/verification';

const SESSIONS = 60;
/** Requests that are under way at any time. */
const CONCURRENCY = 16;
/** Requests that each session sends after its sign-out has been answered. */
const AFTERWARDS = 10;

let verification: Verification;
verifyInEachTest((started) => (verification = started));

describe('one verifier, asked by many while sessions are signed out', () => {
  it('accepts each until its sign-out, and none that begins after it was answered', async () => {
    const verifier = createVerifier();
    const sessions = Array.from({ length: SESSIONS }, (_, index) => {
      const id = `session-${String(index)}`;
      return { id, token: verification.token(accessPayload({ origin_jti: id })), isAnswered: false, afterwards: 0 };
    });
    const outcomes = { before: 0, rejected: 0, acceptedAfterwards: 0, faults: 0, rejectedLive: 0 };
    /** Those whose sign-out has begun: what is answered meanwhile is either. */
    const signingOut = new Set<string>();

    const ask = async (session: (typeof sessions)[number]) => {
      const { isAnswered, id } = session;
      if (isAnswered) session.afterwards++;
      const outcome = await verifier.verify(session.token).then(
        () => 'accepted',
        (error: unknown) => (error as Error).name,
      );
      if (outcome === 'accepted') outcomes[isAnswered ? 'acceptedAfterwards' : 'before']++;
      else if (outcome !== 'InvalidTokenError') outcomes.faults++;
      else if (signingOut.has(id)) outcomes.rejected++;
      else outcomes.rejectedLive++;
    };
    const isDone = () => sessions.every(({ afterwards }) => afterwards >= AFTERWARDS);
    const askOn = async (offset: number) => {
      for (let turn = offset; !isDone(); turn += CONCURRENCY) {
        const session = sessions[turn % SESSIONS];
        if (session !== undefined) await ask(session);
      }
    };
    const signOut = async () => {
      for (const session of sessions) {
        signingOut.add(session.id);
        await verification.revoke({ kind: 'session' }, `session#${session.id}`);
        session.isAnswered = true;
      }
    };
    await Promise.all([signOut(), ...Array.from({ length: CONCURRENCY }, (_, index) => askOn(index))]);

    expect(outcomes).toMatchObject({ acceptedAfterwards: 0, faults: 0, rejectedLive: 0 });
    expect(outcomes.before).toBeGreaterThan(SESSIONS);
    expect(outcomes.rejected).toBeGreaterThanOrEqual(SESSIONS * AFTERWARDS);
  }, 60_000);
});
