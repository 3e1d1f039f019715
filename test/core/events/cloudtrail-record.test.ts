import { parseCloudTrailRecord } from '../../../lambda/core/events/cloudtrail-record';
import { event } from '../../support/events';

type Json = Record<string, unknown>;

/** A golden record, with some of its members replaced. */
function record(name: string, overrides: Json = {}): Json {
  return { ...event<{ detail: Json }>(`cloudtrail/${name}`).detail, ...overrides };
}

const SUB = '11111111-2222-4333-8444-555555555555';

describe("CloudTrail's record of a call to Cognito", () => {
  it("is read: an administrator's", () => {
    expect(parseCloudTrailRecord(record('AdminDisableUser'))).toEqual({
      eventId: '10000000-0000-4000-8000-000000000003',
      eventSource: 'cognito-idp.amazonaws.com',
      eventName: 'AdminDisableUser',
      eventTime: 1_800_000_000,
      accountId: '123456789012',
      region: 'us-east-1',
      hasFailed: false,
      userPoolId: 'us-east-1_Example',
      clientId: undefined,
      sub: SUB,
      callerArn: 'arn:aws:sts::123456789012:assumed-role/support/support',
      roleArn: 'arn:aws:iam::123456789012:role/support',
      userAgent: 'aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux lang/python#3.13',
    });
  });

  it("is read: an app's, and a page's", () => {
    const nobody = { callerArn: undefined, roleArn: undefined, sub: SUB };

    expect(parseCloudTrailRecord(record('ConfirmForgotPassword'))).toMatchObject({
      ...nobody,
      userPoolId: undefined,
      clientId: 'client-1',
    });
    expect(parseCloudTrailRecord(record('Logout'))).toMatchObject({
      ...nobody,
      userPoolId: 'us-east-1_Example',
      clientId: 'client-1',
    });
  });

  it('takes nothing that a browser has sent for the user', () => {
    const additionalEventData = { requestParameters: { sub: [SUB], username: [SUB] }, userPoolId: 'us-east-1_Example' };

    expect(parseCloudTrailRecord(record('ResetPassword_POST', { additionalEventData })).sub).toBeUndefined();
  });

  it.each(['HIDDEN_DUE_TO_SECURITY_REASONS', 'HIDDEN_FOR_SECURITY_REASONS', null])('takes %p for no user', (sub) => {
    expect(parseCloudTrailRecord(record('AdminDisableUser', { additionalEventData: { sub } })).sub).toBeUndefined();
  });

  it.each([
    [undefined, undefined, false],
    ['', undefined, false],
    [null, undefined, false],
    ['NotAuthorizedException', undefined, true],
    ['', 302, false],
    ['', 399, false],
    ['', 400, true],
    ['', 500, true],
  ])('with the error code %p and the status %p has failed: %p', (errorCode, status, hasFailed) => {
    const additionalEventData = { sub: SUB, responseParameters: { status } };
    const parsed = parseCloudTrailRecord(record('ResetPassword_POST', { errorCode, additionalEventData }));

    expect(parsed.hasFailed).toBe(hasFailed);
  });

  it.each([
    ['2027-01-15T07:59:59Z', 1_799_999_999],
    ['2027-01-15T07:59:59.999Z', 1_799_999_999],
    ['2027-01-15T08:00:00.001Z', 1_800_000_000],
  ])('is of the second that has begun: %s', (eventTime, expected) => {
    expect(parseCloudTrailRecord(record('AdminDisableUser', { eventTime })).eventTime).toBe(expected);
  });
});

describe('a record that is malformed', () => {
  it.each([
    ['detail must be an object', undefined],
    ['detail must be an object', null],
    ['detail must be an object', []],
    ['detail must be an object', 'AdminDisableUser'],
    ['detail.eventID must be', record('AdminDisableUser', { eventID: undefined })],
    ['detail.eventSource must be', record('AdminDisableUser', { eventSource: '' })],
    ['detail.eventName must be', record('AdminDisableUser', { eventName: ['AdminDisableUser'] })],
    ['detail.eventName must be', record('AdminDisableUser', { eventName: 'x'.repeat(257) })],
    ['detail.recipientAccountId must be', record('AdminDisableUser', { recipientAccountId: 123456789012 })],
    ['detail.awsRegion must be', record('AdminDisableUser', { awsRegion: null })],
    ['detail.eventTime must be', record('AdminDisableUser', { eventTime: undefined })],
    ['detail.eventTime must be', record('AdminDisableUser', { eventTime: 1_800_000_000 })],
    ['detail.eventTime must be', record('AdminDisableUser', { eventTime: '2027-01-15' })],
    ['detail.eventTime must be', record('AdminDisableUser', { eventTime: '2027-01-15T08:00:00+01:00' })],
    ['detail.eventTime must be', record('AdminDisableUser', { eventTime: '2027-13-15T08:00:00Z' })],
    ['detail.userAgent must be', record('AdminDisableUser', { userAgent: 'x'.repeat(4097) })],
    ['detail.errorCode must be', record('AdminDisableUser', { errorCode: 404 })],
    ['detail.requestParameters must be', record('AdminDisableUser', { requestParameters: 'x' })],
    ['detail.requestParameters.userPoolId', record('AdminDisableUser', { requestParameters: { userPoolId: ['x'] } })],
    ['detail.additionalEventData must be', record('AdminDisableUser', { additionalEventData: [] })],
    ['detail.additionalEventData.sub must be', record('AdminDisableUser', { additionalEventData: { sub: 1 } })],
    ['detail.userIdentity.sessionContext', record('AdminDisableUser', { userIdentity: { sessionContext: 'x' } })],
  ])('is a fault that names the field: %s', (message, detail) => {
    const parse = () => parseCloudTrailRecord(detail);

    expect(parse).toThrow(expect.objectContaining({ name: 'RevocationError', code: 'unusable_event' }) as Error);
    expect(parse).toThrow(message);
  });
});
