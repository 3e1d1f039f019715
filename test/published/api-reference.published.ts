import { readFileSync } from 'node:fs';

import { API_REFERENCE, apiReference } from '../../local/api/reference';

describe('the reference of the API', () => {
  it('is what `npm run api` writes', async () => {
    expect(readFileSync(API_REFERENCE, 'utf8')).toBe(await apiReference());
  });

  it('describes every member', () => {
    const lines = readFileSync(API_REFERENCE, 'utf8').split('\n');
    const undescribed = lines.filter(
      // Those of a construct are what they are of every construct.
      (line) => line.includes('*No description.*') && !/Initializer\.parameter\.(scope|id|props)"/.test(line),
    );

    expect(undescribed).toEqual([]);
  });
});
