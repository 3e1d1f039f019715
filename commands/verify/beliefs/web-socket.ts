import { within } from '../gateways/live';
import { shakeHands } from '../gateways/web-socket';
import type { Lab } from '../lab';
import { newToken, type Attempt, type Belief } from './belief';

const SUBJECT = 'WebSocket APIs';
const DECISION = 'docs/decisions/005-a-local-cloud.md';

/** What is believed of WebSocket APIs. */
export const WEB_SOCKET_BELIEFS: readonly Belief[] = [
  {
    id: 'websocket-no-token',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: '401: an authorizer without identity sources is asked about requests without a token',
    source: DECISION,
    attempt: (lab) => handshake(lab, {}, '401'),
  },
  {
    id: 'websocket-401',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: '401 where the authorizer throws Unauthorized',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html',
    attempt: (lab) => handshake(lab, { authorization: 'Bearer x.y.z' }, '401'),
  },
  {
    id: 'websocket-header',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: '101 to the token in the header Authorization',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html',
    attempt: async (lab) => {
      const token = await newToken(lab);
      return handshake(lab, { authorization: `Bearer ${token}` }, '101');
    },
  },
  {
    id: 'websocket-subprotocol',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: '101 bearer: the subprotocol that $connect answers is the handshake’s',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html',
    attempt: async (lab) => {
      const token = await newToken(lab);
      return handshake(lab, { 'sec-websocket-protocol': `bearer, ${token}` }, '101 bearer');
    },
  },
  {
    id: 'websocket-close-code',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: 'closed with 1000 by DELETE @connections (no code is documented)',
    source: DECISION,
    attempt: async (lab) => {
      const gateway = lab.live.find(({ name }) => name === 'WebSocket');
      if (gateway === undefined) return { notTried: 'The stack has no WebSocket API.' };
      const token = await newToken(lab);
      const connection = await gateway.open(token);
      if (typeof connection === 'string') return { seen: `could not open it: ${connection}`, holds: false };
      await lab.api.signOut(token, { scope: 'local' });
      const ending = await within(connection.ended, 60_000, lab.signal);
      connection.close();
      const seen = ending?.how ?? 'open after 60 s';
      return { seen, holds: seen === 'closed with 1000' };
    },
  },
  {
    id: 'websocket-disconnect-context',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: 'the authorizer’s context is part of $disconnect, so that closed connections leave the registry',
    source: DECISION,
    byHand:
      'It takes reading the table of connections. Open a WebSocket, close it, and look some seconds later whether the ' +
      'table still has an item of that connection. If so, items stay until they are found to be gone, or expire.',
  },
  {
    id: 'websocket-delete-unopened',
    subject: SUBJECT,
    place: 'WebSocket',
    expected: '410 to a DELETE of a connection that is not open yet, so that it is tried again',
    source: DECISION,
    byHand:
      'It cannot be timed from outside. What comes of it is among the promises above: opened while it was signed out. ' +
      'Look for connection_not_ended in the logs.',
  },
];

async function handshake(lab: Lab, headers: Readonly<Record<string, string>>, expected: string): Promise<Attempt> {
  const { webSocket } = lab.target;
  if (webSocket === undefined) return { notTried: 'The stack has no WebSocket API.' };
  const { status, subprotocol, took } = await shakeHands(webSocket, headers, lab.signal);
  const seen = [String(status), ...(subprotocol === undefined ? [] : [subprotocol])].join(' ');
  return { seen, holds: seen === expected, took };
}
