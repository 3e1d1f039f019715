import { parseSignOutParameters } from '../../../lambda/core/sign-out/sign-out-parameters';

describe('parseSignOutParameters', () => {
  it('takes local for the scope that is not given', () => {
    expect(parseSignOutParameters({})).toEqual({ ok: true, parameters: { scope: 'local', refreshToken: undefined } });
  });

  it.each(['local', 'others', 'global'])('takes the scope %s', (scope) => {
    expect(parseSignOutParameters({ scope })).toMatchObject({ ok: true, parameters: { scope } });
  });

  it('takes a refresh token with local', () => {
    const refreshToken = 'eyJjdHki.abc-_=.x';

    expect(parseSignOutParameters({ refreshToken })).toEqual({
      ok: true,
      parameters: { scope: 'local', refreshToken },
    });
  });

  it.each([null, undefined, [], [{}], 'local', 1, true])('refuses a body that is no object: %p', (body) => {
    expect(parseSignOutParameters(body)).toEqual({ ok: false, description: 'the body must be a JSON object' });
  });

  it.each([null, '', 'LOCAL', 'all', 1, ['local'], { local: true }, '__proto__'])('refuses the scope %p', (scope) => {
    expect(parseSignOutParameters({ scope })).toEqual({
      ok: false,
      description: 'scope must be one of: local, others, global',
    });
  });

  it.each([null, '', 1, ['abc'], {}, 'a b', 'a\n', 'ä', 'a;b'])('refuses the refresh token %p', (refreshToken) => {
    expect(parseSignOutParameters({ refreshToken })).toMatchObject({
      ok: false,
      description: expect.stringContaining('refreshToken must be') as string,
    });
  });

  it.each(['others', 'global'])('refuses a refresh token with %s', (scope) => {
    expect(parseSignOutParameters({ scope, refreshToken: 'abc' })).toMatchObject({ ok: false });
  });

  it('refuses members that it does not know, whatever they are called', () => {
    for (const body of [
      '{"sub":"user-2"}',
      '{"scope":"local","__proto__":{}}',
      '{"constructor":1}',
      '{"Scope":"local"}',
    ]) {
      expect(parseSignOutParameters(JSON.parse(body))).toEqual({
        ok: false,
        description: 'unknown member; allowed are: scope, refreshToken',
      });
    }
  });

  it('repeats nothing of what was sent', () => {
    const secret = 'secret-of-somebody';
    const bodies = [{ [secret]: 1 }, { scope: secret }, { refreshToken: `${secret} ` }, [secret], secret];

    for (const body of bodies) expect(JSON.stringify(parseSignOutParameters(body))).not.toContain(secret);
  });
});
