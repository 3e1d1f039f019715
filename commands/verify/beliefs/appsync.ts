import { within } from '../gateways/live';
import { newToken, type Belief } from './belief';
import { gatewayNamed } from './api-gateway';

const SUBJECT = 'AppSync';
const SUBSCRIPTIONS = 'docs/subscriptions.md';
const NONE = { notTried: 'The stack has no AppSync API.' };
const SPELLINGS = ['', 'Bearer ', 'Lambda '] as const;

/** What is believed of AppSync. */
export const APPSYNC_BELIEFS: readonly Belief[] = [
  {
    id: 'appsync-asks',
    subject: SUBJECT,
    place: 'AppSync',
    expected: 'the authorizer is asked about a bare JWT, Bearer and Lambda: in, and straight after the sign-out out',
    source:
      'https://github.com/aws/aws-appsync-community/issues/312; https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html',
    attempt: async (lab) => {
      const gateway = gatewayNamed(lab, 'AppSync');
      if (gateway === undefined) return NONE;
      const token = await newToken(lab);
      const ask = async () => {
        const told: string[] = [];
        for (const spelling of SPELLINGS) told.push((await gateway.judge(spelling + token)).told);
        return told.join(' ');
      };
      const before = await ask();
      const { took } = await lab.api.signOut(token, { scope: 'local' });
      const after = await ask();
      const seen = `bare, Bearer, Lambda: ${before}; after the sign-out ${after}`;
      return { seen, holds: before === '200 200 200' && after === '401 401 401', took };
    },
  },
  {
    id: 'appsync-401',
    subject: SUBJECT,
    place: 'AppSync',
    expected: '401 UnauthorizedException where the authorizer says no',
    source: 'https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html (no status is named)',
    attempt: async (lab) => {
      const gateway = gatewayNamed(lab, 'AppSync');
      if (gateway === undefined) return NONE;
      const { told, text, took } = await gateway.judge('Bearer x.y.z');
      const [, type = 'no type'] = /"errorType"\s*:\s*"(\w+)"/.exec(text) ?? [];
      return { seen: `${told} ${type}`, holds: `${told} ${type}` === '401 UnauthorizedException', took };
    },
  },
  {
    id: 'appsync-ended',
    subject: SUBJECT,
    place: 'AppSync subscription',
    expected: 'an invalidated subscription is told complete, or is closed',
    source: 'https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-invalidation.html',
    isOfAwsAlone: true,
    attempt: async (lab) => {
      const gateway = lab.live.find(({ name }) => name === 'AppSync subscription');
      if (gateway === undefined) return { notTried: 'No subscription is known (see --subscription).' };
      const token = await newToken(lab);
      const connection = await gateway.open(token);
      if (typeof connection === 'string') return { seen: `could not subscribe: ${connection}`, holds: false };
      await lab.api.signOut(token, { scope: 'local' });
      const answeredAt = performance.now();
      // Longer than is promised: what is asked is whether it works at all.
      const ending = await within(connection.ended, 60_000, lab.signal);
      connection.close();
      const seen = ending?.how ?? 'open after 60 s';
      return { seen, holds: ending !== undefined, took: Math.round((ending?.at ?? answeredAt) - answeredAt) };
    },
  },
  {
    id: 'appsync-expired',
    subject: SUBJECT,
    place: 'AppSync subscription',
    expected: 'a subscription ends within a minute or two of the expiry of its token',
    source: SUBSCRIPTIONS,
    byHand:
      'It takes as long as a token lives. Deploy with accessTokenValidity=5m, subscribe to sessionNotice as the AppSync ' +
      'console does, and wait for 7 minutes.',
  },
  {
    id: 'appsync-late',
    subject: SUBJECT,
    place: 'AppSync subscription',
    expected: 'a subscription that was being opened while it was signed out ends 45 s later',
    source: SUBSCRIPTIONS,
    byHand:
      'It has to begin between record and message, which cannot be timed from outside. Look for a second message per ' +
      'sign-out in the metric InvalidationRequestSuccess, 45 s after the first.',
  },
];
