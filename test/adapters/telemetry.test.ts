import { createTelemetry } from '../../lambda/adapters/telemetry';
import { RevocationError } from '../../lambda/core/errors';
import { NEWS_MESSAGES } from '../../lambda/core/log-messages';

const TIMESTAMP = 1_800_000_000_000;

function recorded() {
  const lines: string[] = [];
  const telemetry = createTelemetry(
    () => TIMESTAMP,
    'revocations',
    (line) => lines.push(line),
  );
  return { telemetry, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

/** A metric of a line. */
interface Directive {
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

function metricsOf(line: Record<string, unknown> | undefined): readonly Directive[] {
  return (line?.['_aws'] as { readonly CloudWatchMetrics: readonly Directive[] }).CloudWatchMetrics;
}

function namesOfMetrics(line: Record<string, unknown>): string[] {
  return metricsOf(line).flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
}

function dimensionsOf(line: Record<string, unknown> | undefined, metric: string): Directive['Dimensions'] | undefined {
  return metricsOf(line).find(({ Metrics }) => Metrics.some(({ Name }) => Name === metric))?.Dimensions;
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
              // By the reason alone, over all deployments, as dashboards have known it.
              Dimensions: [['Deployment', 'Reason'], ['Deployment'], ['Reason']],
              Metrics: [{ Name: 'Rejections', Unit: 'Count' }],
            },
          ],
        },
        LogCode: 'token_rejected',
        Deployment: 'revocations',
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
        _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'Connections', Unit: 'Count' }] }] },
        Connections: 500,
        Outcome: 'ended',
        RequestId: 'request-1',
      },
    ]);
  });

  it('counts connections that open and close, of the deployment alone', () => {
    const { telemetry, parsed } = recorded();

    telemetry.connectionOpened('request-1');
    telemetry.connectionClosed('request-2');

    const [opened, closed] = parsed();
    expect(opened).toMatchObject({ ConnectionsOpened: 1, LogCode: 'connection_opened', RequestId: 'request-1' });
    expect(closed).toMatchObject({ ConnectionsClosed: 1, LogCode: 'connection_closed', RequestId: 'request-2' });
    expect(dimensionsOf(opened, 'ConnectionsOpened')).toEqual([['Deployment']]);
    expect(dimensionsOf(closed, 'ConnectionsClosed')).toEqual([['Deployment']]);
  });

  it('writes how long things took, in milliseconds', () => {
    const { telemetry, parsed } = recorded();

    telemetry.recordTook(12.519, 'request-1');
    telemetry.cognitoTook('revoke', 80);
    telemetry.endingDelay(700, 'request-1');

    const unit = (Name: string) => ({ _aws: { CloudWatchMetrics: [{ Metrics: [{ Name, Unit: 'Milliseconds' }] }] } });
    expect(parsed()).toMatchObject([
      { ...unit('RecordDuration'), RecordDuration: 12.5, LogCode: 'step_done', RequestId: 'request-1' },
      { ...unit('CognitoDuration'), CognitoDuration: 80, Operation: 'revoke' },
      { ...unit('EndingDelay'), EndingDelay: 700, LogCode: 'ending_delayed' },
    ]);
  });

  it.each([
    ['has a signature of somebody else', 'bad_signature', 1],
    ['names a key that there is not', 'unknown_key', 1],
    ['is signed out', 'revoked', undefined],
    ['is expired', 'expired', undefined],
    ['is of another client', 'wrong_client', undefined],
  ] as const)('counts a token as forged only if it is: it %s', (_, reason, forged) => {
    const { telemetry, parsed } = recorded();

    telemetry.rejected(reason, 'request-1');
    telemetry.signedOut({ outcome: 'invalid_token', reason }, 'request-2');

    expect(parsed().map((line) => line['ForgedTokens'])).toEqual([forged, forged]);
    expect(parsed().map(namesOfMetrics)).toEqual(
      ['Rejections', 'SignOuts'].map((name) => (forged === undefined ? [name] : [name, 'ForgedTokens'])),
    );
  });

  it('keeps what anybody can bring about out of the sum of faults', () => {
    const { telemetry, parsed } = recorded();

    telemetry.fault(new RevocationError('signing_key_unknown', 'x'), 'request-1');
    telemetry.fault(new RevocationError('signing_keys_unavailable', 'x'), 'request-2');

    const [junk, ours] = parsed();
    expect(dimensionsOf(junk, 'Faults')).toEqual([['Deployment', 'Code'], ['Code']]);
    expect(dimensionsOf(junk, 'ForgedTokens')).toEqual([['Deployment']]);
    expect(dimensionsOf(ours, 'Faults')).toEqual([['Deployment', 'Code'], ['Deployment'], ['Code']]);
    expect(ours).not.toHaveProperty('ForgedTokens');
  });

  it('counts sign-outs of a user that Cognito did not carry out', () => {
    const { telemetry, parsed } = recorded();
    const partial = { outcome: 'partial', signedOutAt: 1 } as const;

    telemetry.signedOut({ ...partial, scope: 'global', unfinished: ['cognito_global_sign_out'] }, 'request-1');
    telemetry.signedOut({ ...partial, scope: 'local', unfinished: ['refresh_token'] }, 'request-2');

    expect(parsed().map(namesOfMetrics)).toEqual([['SignOuts', 'UnfinishedGlobalSignOuts'], ['SignOuts']]);
  });

  it('has in each line a value for each of its metrics and dimensions', () => {
    const { telemetry, parsed } = recorded();

    telemetry.rejected('bad_signature', 'request-1');
    telemetry.rejected('expired', 'request-1');
    telemetry.signedOut({ outcome: 'invalid_token', reason: 'unknown_key' }, 'request-1');
    telemetry.signedOut({ outcome: 'revoked' }, 'request-1');
    telemetry.fault(new RevocationError('signing_key_unknown', 'x'), 'request-1');
    telemetry.fault(undefined, 'request-1');
    telemetry.eventHandled('recorded', 'request-1');
    telemetry.connectionOpened('request-1');
    telemetry.connectionClosed('request-1');
    telemetry.connectionsEnding('gone', 2, 'request-1');
    telemetry.recordTook(1, 'request-1');
    telemetry.cognitoTook('find_user', 1);
    telemetry.endingDelay(1, 'request-1');

    for (const line of parsed()) {
      for (const { Dimensions, Metrics } of metricsOf(line)) {
        for (const { Name } of Metrics) expect(line[Name]).toEqual(expect.any(Number));
        for (const name of Dimensions.flat()) expect(line[name]).toEqual(expect.stringMatching(/./));
      }
    }
    const kinds = new Set(parsed().map((line) => line['LogCode']));
    expect(kinds).toEqual(new Set([...Object.keys(NEWS_MESSAGES), 'signing_key_unknown', 'unexpected']));
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
