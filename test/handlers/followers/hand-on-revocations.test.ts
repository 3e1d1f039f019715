import type { DynamoDBRecord } from 'aws-lambda';

import { RevocationError } from '../../../lambda/core/errors';
import type { RevocationFollower } from '../../../lambda/core/revocation/followers';
import type { RevocationMessage } from '../../../lambda/core/revocation/revocation-message';
import { createHandOnRevocations } from '../../../lambda/handlers/followers/hand-on-revocations';
import { messageOf, sessionRevocation } from '../../support/revocations';
import { RecordingTelemetry } from '../../support/telemetry';

const CONTEXT = { awsRequestId: 'request-1' };
const REFUSED = new RevocationError('follower_unavailable', 'no such queue');

/** A follower that takes all but the sessions that are named. */
class Follower implements RevocationFollower {
  readonly taken: string[] = [];
  readonly aside: string[] = [];
  canSetAside = true;

  constructor(...refused: string[]) {
    this.refused = new Set(refused);
  }

  readonly refused: Set<string>;

  take(messages: readonly RevocationMessage[]) {
    const isRefused = ({ sessionId = '' }: RevocationMessage) => this.refused.has(sessionId);
    this.taken.push(...messages.filter((message) => !isRefused(message)).map(({ sessionId = '' }) => sessionId));
    return Promise.resolve(messages.filter(isRefused).map((message) => ({ message, fault: REFUSED })));
  }

  setAside(messages: readonly RevocationMessage[]) {
    if (!this.canSetAside) return Promise.reject(REFUSED);
    this.aside.push(...messages.map(({ sessionId = '' }) => sessionId));
    return Promise.resolve();
  }
}

function createReader(...followers: Follower[]) {
  const telemetry = new RecordingTelemetry();
  const unread: unknown[] = [];
  const unreadable = {
    fault: undefined as Error | undefined,
    setAside(record: unknown) {
      if (this.fault !== undefined) return Promise.reject(this.fault);
      unread.push(record);
      return Promise.resolve();
    },
  };
  /** A record's number is the session that it is about; what begins with `bad` is none, and what begins with `gone` a deletion. */
  const revocationIn = ({ eventID = '' }: DynamoDBRecord) => {
    if (eventID.startsWith('bad')) throw new RevocationError('revocation_store_corrupt', 'no');
    return eventID.startsWith('gone') ? undefined : messageOf(sessionRevocation(eventID));
  };
  const handle = createHandOnRevocations({ revocationIn, followers, unreadable, telemetry });
  const read = (...ids: string[]) => handle({ Records: ids.map((eventID) => ({ eventID })) }, CONTEXT);
  return { read, telemetry, unread, unreadable };
}

it('hands each revocation on to every follower', async () => {
  const [one, other] = [new Follower(), new Follower()];
  const { read, telemetry } = createReader(one, other);

  await read('a', 'gone', 'b');

  expect([one.taken, other.taken]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(telemetry.faults).toEqual([]);
});

it('sets aside what a follower does not take, for that one alone, and tells of it once', async () => {
  const [failing, other] = [new Follower('a', 'b'), new Follower()];
  const { read, telemetry } = createReader(failing, other);

  await read('a', 'b', 'c');

  expect([failing.taken, failing.aside]).toEqual([['c'], ['a', 'b']]);
  expect([other.taken, other.aside]).toEqual([['a', 'b', 'c'], []]);
  expect([telemetry.faults, telemetry.requestIds]).toEqual([[REFUSED], ['request-1']]);
});

it('has the batch delivered again if something can neither be handed on nor set aside, after all the others have got it', async () => {
  const [failing, other] = [new Follower('a'), new Follower()];
  failing.canSetAside = false;
  const { read, telemetry } = createReader(failing, other);

  await expect(read('a', 'b')).rejects.toBe(REFUSED);

  expect(other.taken).toEqual(['a', 'b']);
  expect(telemetry.faults).toEqual([REFUSED, REFUSED]);
  failing.canSetAside = true;
  await read('a', 'b');
  expect([failing.taken, failing.aside]).toEqual([['b', 'b'], ['a']]);
});

it('sets aside a record that is no revocation, and hands on those before and behind it', async () => {
  const follower = new Follower();
  const { read, telemetry, unread } = createReader(follower);

  await read('a', 'bad', 'b');

  expect(follower.taken).toEqual(['a', 'b']);
  expect(unread).toEqual([{ eventID: 'bad' }]);
  expect(telemetry.faults).toMatchObject([{ code: 'revocation_store_corrupt' }]);
});

it('loses no record that is no revocation: what cannot be set aside comes again', async () => {
  const { read, unreadable } = createReader(new Follower());
  unreadable.fault = REFUSED;

  await expect(read('bad')).rejects.toBe(REFUSED);
});

it('asks nobody if nothing was revoked', async () => {
  const follower = new Follower();
  const take = jest.spyOn(follower, 'take');

  await createReader(follower).read('gone');

  expect(take).not.toHaveBeenCalled();
});
