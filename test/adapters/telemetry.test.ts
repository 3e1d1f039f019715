import { createTelemetry } from '../../lambda/adapters/telemetry';
import { RevocationError } from '../../lambda/core/errors';

const TIMESTAMP = 1_800_000_000_000;

function recorded() {
  const lines: string[] = [];
  const telemetry = createTelemetry(
    () => TIMESTAMP,
    (line) => lines.push(line),
  );
  return { telemetry, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('telemetry', () => {
  it('writes a rejection as one line that is a metric too', () => {
    const { telemetry, lines, parsed } = recorded();

    telemetry.rejected('revoked', 'request-1');

    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('\n');
    expect(parsed()).toEqual([
      {
        _aws: {
          Timestamp: TIMESTAMP,
          CloudWatchMetrics: [
            {
              Namespace: 'CognitoSignOut',
              Dimensions: [['Reason']],
              Metrics: [{ Name: 'Rejections', Unit: 'Count' }],
            },
          ],
        },
        Rejections: 1,
        Reason: 'revoked',
        RequestId: 'request-1',
      },
    ]);
  });

  it('writes what a sign-out came to', () => {
    const { telemetry, parsed } = recorded();

    telemetry.signedOut(
      { outcome: 'partial', scope: 'local', signedOutAt: 1, unfinished: ['refresh_token'] },
      'request-1',
    );
    telemetry.signedOut({ outcome: 'invalid_token', reason: 'expired' }, 'request-2');
    telemetry.signedOut({ outcome: 'invalid_request', description: 'x' }, 'request-3');

    expect(parsed()).toMatchObject([
      { SignOuts: 1, Outcome: 'partial', Scope: 'local', Unfinished: ['refresh_token'], RequestId: 'request-1' },
      { SignOuts: 1, Outcome: 'invalid_token', Reason: 'expired', RequestId: 'request-2' },
      { SignOuts: 1, Outcome: 'invalid_request', RequestId: 'request-3' },
    ]);
  });

  it('writes what became of an event', () => {
    const { telemetry, parsed } = recorded();

    telemetry.eventHandled('recorded', 'request-1');
    telemetry.eventHandled('own_call', 'request-2');

    expect(parsed()).toMatchObject([
      { Events: 1, Outcome: 'recorded', RequestId: 'request-1' },
      { Events: 1, Outcome: 'own_call', RequestId: 'request-2' },
    ]);
  });

  it('writes a fault by its code, and its causes by what identifies them', () => {
    const { telemetry, parsed } = recorded();
    const network = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const cause = Object.assign(new Error('x', { cause: network }), {
      name: 'TimeoutError',
      $metadata: { httpStatusCode: 500 },
    });

    telemetry.fault(new RevocationError('revocation_store_unavailable', 'could not be read', { cause }), 'request-1');

    expect(parsed()).toMatchObject([
      {
        Faults: 1,
        Code: 'revocation_store_unavailable',
        Message: 'could not be read',
        Cause: { name: 'TimeoutError', httpStatusCode: 500, cause: { name: 'Error', code: 'ECONNREFUSED' } },
      },
    ]);
  });

  it('counts connections that were to end, all of an outcome in one line', () => {
    const { telemetry, parsed } = recorded();

    telemetry.connectionsEnding('ended', 500, 'request-1');

    expect(parsed()).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Dimensions: [['Outcome']], Metrics: [{ Name: 'Connections', Unit: 'Count' }] }] },
        Connections: 500,
        Outcome: 'ended',
        RequestId: 'request-1',
      },
    ]);
  });

  it('never repeats the message of an error that is not ours: AWS repeats what was sent in it', () => {
    const { telemetry, lines } = recorded();
    const secret = 'eyJ-the-token';
    const cause = new Error(`Value '${secret}' at 'token' failed to satisfy constraint`);

    telemetry.fault(new RevocationError('revocation_store_unavailable', 'no', { cause }), 'request-1');
    telemetry.fault(cause, 'request-1');
    telemetry.fault(secret, 'request-1');
    telemetry.fault(undefined, 'request-1');

    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain(secret);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      Code: 'unexpected',
      Cause: { name: 'Error' },
      Stack: expect.arrayContaining([expect.stringContaining('telemetry.test.ts')]) as unknown,
    });
  });
});
