import { ENVIRONMENT, FUNCTIONS } from '../../lambda/contract';

describe('a function', () => {
  const load = (name: string) => jest.requireActual<{ handler: unknown }>(`../../lambda/handlers/${name}`);
  const variables = { ...process.env };

  beforeEach(() => {
    jest.resetModules();
  });

  afterEach(() => {
    process.env = { ...variables };
  });

  it.each(FUNCTIONS)('%s starts with its environment', (name) => {
    expect(load(name).handler).toBeInstanceOf(Function);
  });

  it.each(FUNCTIONS.filter((name) => name !== 'session'))('%s refuses to start without, naming it', (name) => {
    process.env[ENVIRONMENT.revocationTableName] = '';

    expect(() => load(name)).toThrow('REVOCATION_TABLE_NAME is missing or empty');
  });

  it('session refuses to start without, naming it', () => {
    process.env[ENVIRONMENT.allowedOrigins] = '';

    expect(() => load('session')).toThrow('ALLOWED_ORIGINS is missing or empty');
  });
});
