import { resourcesById, templateWith } from '../../support/synth';

describe('every function', () => {
  it('tells its metrics apart by the table of the deployment', () => {
    const functions = resourcesById(templateWith(), 'AWS::Lambda::Function').filter(
      ([, { Environment }]) => Environment !== undefined,
    );
    const deployments = functions.map(([, { Environment }]) => {
      const { Variables } = Environment as { readonly Variables: Readonly<Record<string, unknown>> };
      return Variables['DEPLOYMENT'];
    });

    expect(functions.length).toBeGreaterThan(25);
    expect(new Set(deployments.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify({ Ref: 'TokenRevocationRevocationTableD7D3C001' })]),
    );
  });
});
