import { appSyncToken, bearerOrBareToken, bearerToken } from '../../../lambda/handlers/http/bearer-token';

const TOKEN = 'eyJ.abc-_~+/0.x';

describe('bearerToken', () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, `BEARER ${TOKEN}`, `Bearer   ${TOKEN}`])('reads %p', (header) => {
    expect(bearerToken(header)).toBe(TOKEN);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    TOKEN,
    `Basic ${TOKEN}`,
    `Bearer${TOKEN}`,
    `Bearer\t${TOKEN}`,
    ` Bearer ${TOKEN}`,
    `Bearer ${TOKEN} `,
    `Bearer ${TOKEN}\n`,
    `Bearer ${TOKEN},Bearer ${TOKEN}`,
    `Bearer ${TOKEN} ${TOKEN}`,
    `Bearer "${TOKEN}"`,
    'Bearer ä',
    'Bearer =',
    'AWS4-HMAC-SHA256 Credential=test/20270115/us-east-1/execute-api/aws4_request',
  ])('finds none in %p', (header) => {
    expect(bearerToken(header)).toBeUndefined();
  });
});

describe('bearerOrBareToken', () => {
  it.each([`Bearer ${TOKEN}`, `bearer ${TOKEN}`, TOKEN])('reads %p', (header) => {
    expect(bearerOrBareToken(header)).toBe(TOKEN);
  });

  it.each([undefined, '', 'Bearer ', `Basic ${TOKEN}`, `Lambda ${TOKEN}`, `${TOKEN},${TOKEN}`, `${TOKEN} `])(
    'finds none in %p',
    (header) => {
      expect(bearerOrBareToken(header)).toBeUndefined();
    },
  );
});

describe('appSyncToken', () => {
  it.each([`Bearer ${TOKEN}`, TOKEN, `Lambda ${TOKEN}`, `lambda ${TOKEN}`, `LAMBDA  ${TOKEN}`])(
    'reads %p',
    (header) => {
      expect(appSyncToken(header)).toBe(TOKEN);
    },
  );

  it.each([
    undefined,
    '',
    'Lambda ',
    `Lambda${TOKEN} `,
    `Lambda ${TOKEN} `,
    `Lambda Bearer ${TOKEN}`,
    `Bearer Lambda ${TOKEN}`,
    `Basic ${TOKEN}`,
    `Lambda ${TOKEN},Lambda ${TOKEN}`,
  ])('finds none in %p', (header) => {
    expect(appSyncToken(header)).toBeUndefined();
  });
});
