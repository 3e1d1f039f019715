import fc from 'fast-check';

import { parseAdminSessions } from '../../../lambda/core/sessions/admin-sessions';
import { pageTokenOf, parseLabel, parsePage } from '../../../lambda/core/sessions/session-parameters';

describe('a label', () => {
  it.each([
    [{}, undefined],
    [{ label: 'x' }, 'x'],
    [{ label: 'Pixel 9' }, 'Pixel 9'],
    [{ label: '<script>alert(1)</script>' }, '<script>alert(1)</script>'],
    [{ label: 'x'.repeat(100) }, 'x'.repeat(100)],
    [{ label: '📱'.repeat(100) }, '📱'.repeat(100)],
    [{ label: 'עברית العربية 中文' }, 'עברית العربية 中文'],
  ])('may be %j', (body, label) => {
    expect(parseLabel(body)).toEqual({ ok: true, label });
  });

  const LABEL = 'label must be a text of 1 to 100 characters';
  it.each([
    [{ label: '' }, LABEL],
    [{ label: '  ' }, LABEL],
    [{ label: 'x'.repeat(101) }, LABEL],
    [{ label: '📱'.repeat(101) }, LABEL],
    [{ label: 'a\nb' }, LABEL],
    [{ label: 'a\u001b[2Jb' }, LABEL],
    [{ label: '\ud800' }, LABEL],
    [{ label: null }, LABEL],
    [{ label: 1 }, LABEL],
    [{ label: ['x'] }, LABEL],
    [{ name: 'x' }, 'unknown member; allowed are: label'],
    [[], 'the body must be a JSON object'],
    [null, 'the body must be a JSON object'],
    ['x', 'the body must be a JSON object'],
  ])('may not be %j', (body, description) => {
    expect(parseLabel(body)).toEqual({ ok: false, description });
  });
});

describe('a part of a list', () => {
  it.each([
    [undefined, 1000],
    ['1', 1],
    [1, 1],
    ['1000', 1000],
    [1000, 1000],
  ])('may be of %j sessions', (limit, count) => {
    expect(parsePage(limit, undefined)).toEqual({ ok: true, limit: count, behind: undefined });
  });

  it.each(['', '0', 0, '1001', 1001, '1.5', 1.5, -1, '-1', '+1', '1e2', ' 1', null, true, '9'.repeat(20)])(
    'may not be of %j',
    (limit) => {
      expect(parsePage(limit, undefined)).toEqual({
        ok: false,
        description: 'limit must be a whole number from 1 to 1000',
      });
    },
  );

  it('goes on where another ended, whatever the ids hold', () => {
    fc.assert(
      fc.property(fc.nat(253_402_300_799), fc.string({ minLength: 1, maxLength: 256 }), (signedInAt, sessionId) => {
        const behind = { signedInAt, sessionId };
        expect(parsePage(undefined, pageTokenOf(behind))).toEqual({ ok: true, limit: 1000, behind });
      }),
    );
  });

  it.each(['', 'x', '1', '1.', '.x', 'x.1', `1.${'x'.repeat(257)}`, `${'1'.repeat(13)}.x`, '1.\ud800', '1,x', 1, null])(
    'does not go on at %j',
    (nextToken) => {
      expect(parsePage(undefined, nextToken)).toMatchObject({ ok: false });
    },
  );
});

describe("an administrator's list", () => {
  it.each([
    [{ username: 'alice' }, { username: 'alice' }, 1000],
    [{ sub: 'user-1', limit: 5 }, { sub: 'user-1' }, 5],
  ])('may be of %j', (body, user, limit) => {
    expect(parseAdminSessions(body)).toEqual({ ok: true, user, page: { ok: true, limit, behind: undefined } });
  });

  it.each([
    [{}, 'exactly one of these must be given: username, sub'],
    [{ username: 'alice', sub: 'user-1' }, 'exactly one of these must be given: username, sub'],
    [{ username: '' }, 'username must be a username or an alias, of 1 to 128 characters and no spaces'],
    [{ username: null }, 'username must be a username or an alias, of 1 to 128 characters and no spaces'],
    [{ sub: 'a"b' }, 'sub must be a user id (claim sub)'],
    [{ sub: 'user-1', reason: 'x' }, 'unknown member; allowed are: username, sub, limit, nextToken'],
    [{ sub: 'user-1', limit: 0 }, 'limit must be a whole number from 1 to 1000'],
    [null, 'the body must be a JSON object'],
    [[], 'the body must be a JSON object'],
  ])('may not be of %j', (body, description) => {
    expect(parseAdminSessions(body)).toEqual({ ok: false, description });
  });
});
