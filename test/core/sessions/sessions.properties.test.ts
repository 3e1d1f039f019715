import fc from 'fast-check';

import { endOwnSession } from '../../../lambda/core/sessions/own-sessions';
import { listSessions } from '../../../lambda/core/sessions/list-sessions';
import { registerSession } from '../../../lambda/core/sessions/register-session';
import { createSessionWorld, tokenOf, USER } from './world';

const UNLABELLED = { ok: true, label: undefined } as const;
const WHOLE = { limit: 1000, behind: undefined };

/** What happens, of one of three sessions; `admin` is a session that never ends and is never ended. */
const step = fc.record({
  what: fc.constantFrom('register', 'end', 'list'),
  session: fc.constantFrom('a', 'b', 'c'),
  /** How many turns of the event loop pass before the next step begins. */
  turns: fc.nat(6),
});

describe('whatever is registered, ended and listed, in whatever order and however concurrent', () => {
  it('a list that begins after the end of a session was answered lacks it, and no registration is answered after it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { dependencies } = createSessionWorld();
        const ended = new Set<string>();
        const everything: Promise<void>[] = [];

        for (const { what, session, turns } of steps) {
          const before = new Set(ended);
          everything.push(
            (async () => {
              if (what === 'register') {
                const request = { token: tokenOf(session), parsed: UNLABELLED, device: {}, requestId: 'r' };
                const { outcome } = await registerSession(request, dependencies);
                if (before.has(session)) expect(outcome).toBe('invalid_token');
              } else if (what === 'end') {
                const { outcome } = await endOwnSession(
                  { token: tokenOf('keeper', 10), sessionId: session, requestId: 'r' },
                  dependencies,
                );
                if (outcome === 'partial') ended.add(session);
              } else {
                const { sessions } = await listSessions(USER, WHOLE, dependencies);
                expect(sessions.filter(({ sessionId }) => before.has(sessionId))).toEqual([]);
              }
            })(),
          );
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        }
        await Promise.all(everything);

        const { sessions } = await listSessions(USER, WHOLE, dependencies);
        expect(sessions.filter(({ sessionId }) => ended.has(sessionId))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('no more sessions are left than the owner allows, once everybody has been answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ ago: fc.nat(3), turns: fc.nat(6) }), { maxLength: 12 }),
        async (maxSessions, devices) => {
          const { dependencies } = createSessionWorld(maxSessions);
          const everything: Promise<unknown>[] = [];
          for (const [index, { ago, turns }] of devices.entries()) {
            const token = tokenOf(`s${String(index)}`, 10 + ago);
            everything.push(registerSession({ token, parsed: UNLABELLED, device: {}, requestId: 'r' }, dependencies));
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          }
          await Promise.all(everything);

          const { sessions } = await listSessions(USER, WHOLE, dependencies);
          expect(sessions).toHaveLength(Math.min(maxSessions, devices.length));
        },
      ),
      { numRuns: 300 },
    );
  });
});
