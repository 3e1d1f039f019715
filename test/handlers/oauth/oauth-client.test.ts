import { presentedClient } from '../../../lambda/handlers/oauth/oauth-client';

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
const presented = (authorization?: string, form: Record<string, string> = {}, only?: string) =>
  presentedClient(authorization, new Map(Object.entries(form)), only);

describe('a client', () => {
  it('is named by the form', () => {
    expect(presented(undefined, { client_id: 'client-1' })).toEqual({ ok: true, client: { clientId: 'client-1' } });
    expect(presented(undefined, { client_id: 'client-1', client_secret: 'secret-1' })).toEqual({
      ok: true,
      client: { clientId: 'client-1', clientSecret: 'secret-1' },
    });
  });

  it('need not be named if there is only one', () => {
    expect(presented(undefined, {}, 'client-1')).toEqual({ ok: true, client: { clientId: 'client-1' } });
    expect(presented(undefined, { client_id: 'client-2' }, 'client-1')).toEqual({
      ok: true,
      client: { clientId: 'client-2' },
    });
    expect(presented(undefined)).toEqual({
      ok: false,
      error: 'invalid_request',
      description: 'client_id is missing',
    });
  });

  it.each([
    ['id and secret', basic('client-1:secret-1'), 'client-1', 'secret-1'],
    ['a scheme in capitals', basic('client-1:secret-1').replace('Basic', 'BASIC'), 'client-1', 'secret-1'],
    ['more than one space', basic('client-1:secret-1').replace(' ', '   '), 'client-1', 'secret-1'],
    ['a secret with colons', basic('client-1:a:b:'), 'client-1', 'a:b:'],
    ['percent-encoding', basic('client%2D1:a%3Ab%25c%2Bd%C3%A4'), 'client-1', 'a:b%c+dä'],
    ['a plus, by a client that encodes', basic('id%2B1:ab%2Bcd'), 'id+1', 'ab+cd'],
    ['a plus, by one that does not', basic('id+1:ab+cd'), 'id+1', 'ab+cd'],
    ['a space, which is in no secret of Cognito', basic('client-1:a%20b'), 'client-1', 'a b'],
    ['a percent sign that begins no escape', basic('client-1:50%'), 'client-1', '50%'],
    ['escapes that are no text', basic('client-1:%zz%C3'), 'client-1', '%zz%C3'],
    ['an id that is not encoded, and a secret that is', basic('%:a%2Bb'), '%', 'a+b'],
    ['an id with an encoded colon', basic('a%3Ab:c'), 'a:b', 'c'],
    ['no secret', basic('client-1:'), 'client-1', undefined],
  ])('is in a Basic header: %s', (_, authorization, clientId, clientSecret) => {
    const client = clientSecret === undefined ? { clientId } : { clientId, clientSecret };

    expect(presented(authorization)).toEqual({ ok: true, client });
    expect(presented(authorization, { client_id: clientId }, 'client-9')).toEqual({ ok: true, client });
  });

  it.each([
    '',
    'Basic',
    'Basic ',
    'Basic =',
    'Basic a b',
    'Basic Y2xpZW50LTE6YQ== x',
    `Basic "${basic('client-1:a').slice(6)}"`,
    basic('client-1:a').replace(' ', '\t'),
    basic('client-1:a').replace(' ', ''),
    ` ${basic('client-1:a')}`,
    `${basic('client-1:a')},${basic('client-2:a')}`,
    basic('client-1'),
    basic(':secret-1'),
    basic(''),
    'Bearer x.y.z',
    'AWS4-HMAC-SHA256 Credential=test/20270115/us-east-1/execute-api/aws4_request',
  ])('is not in the header %p, whatever the form says', (authorization) => {
    const refused = {
      ok: false,
      error: 'invalid_client',
      description: 'the Authorization header must be Basic credentials',
    };

    expect(presented(authorization, {}, 'client-1')).toEqual(refused);
    expect(presented(authorization, { client_id: 'client-1', client_secret: 'secret-1' })).toEqual(refused);
  });

  it('authenticates in one way only', () => {
    const twice = { ok: false, error: 'invalid_request', description: 'the client must authenticate in one way only' };

    expect(presented(basic('client-1:a'), { client_id: 'client-1', client_secret: 'a' })).toEqual(twice);
    expect(presented(basic('client-1:'), { client_secret: 'a' })).toEqual(twice);
  });

  it('is one client only', () => {
    expect(presented(basic('client-1:a'), { client_id: 'client-2' })).toEqual({
      ok: false,
      error: 'invalid_request',
      description: 'client_id must be that of the Authorization header',
    });
  });
});
