import type { Gateway } from '../gateways/gateway';
import type { Lab } from '../lab';
import { newToken, type Attempt, type Belief } from './belief';

const SUBJECT = 'API Gateway';
const DECISION = 'docs/decisions/005-a-local-cloud.md';
const MALFORMED = 'Bearer x.y.z';

/** What is believed of HTTP and REST APIs. */
export const API_GATEWAY_BELIEFS: readonly Belief[] = [
  {
    id: 'http-401',
    subject: SUBJECT,
    place: 'HTTP API',
    expected: '401 where the authorizer returns {"errorMessage":"Unauthorized"} (403 with a revocationDelay)',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html',
    attempt: (lab) => refusalAt(lab, 'HTTP API', MALFORMED),
  },
  {
    id: 'http-no-token',
    subject: SUBJECT,
    place: 'HTTP API',
    expected: '401: an authorizer without identity sources is asked about requests without a token',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html',
    attempt: (lab) => refusalAt(lab, 'HTTP API', undefined),
  },
  {
    id: 'http-www-authenticate',
    subject: SUBJECT,
    place: 'HTTP API',
    expected: 'WWW-Authenticate of an integration keeps its name',
    source: `${DECISION}; documented for REST APIs only: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html`,
    attempt: async ({ api }) => challengeIn(await api.signOut('x.y.z', { scope: 'local' })),
  },
  {
    id: 'http-empty-answer',
    subject: SUBJECT,
    place: 'HTTP API',
    expected: '200 {} as application/json, which OAuth clients can read',
    source: 'https://datatracker.ietf.org/doc/html/rfc7009#section-2.2',
    attempt: async (lab) => {
      const { told, headers, text, took } = await lab.api.revoke(await newToken(lab));
      const type = headers.get('content-type') ?? 'no type';
      return { seen: `${told} ${text} as ${type}`, holds: text === '{}' && type.startsWith('application/json'), took };
    },
  },
  {
    id: 'http-iam-route',
    subject: SUBJECT,
    place: 'HTTP API',
    expected: '403 to a bearer token at a route that is by IAM',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html',
    attempt: async (lab) => {
      const { told, status, took } = await lab.api.adminUnsigned(await newToken(lab));
      return { seen: told, holds: status === 403, took };
    },
  },
  {
    id: 'http-preflight',
    subject: SUBJECT,
    place: 'HTTP API',
    expected: 'a preflight is answered without a token, and allows authorization',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html',
    attempt: async ({ api }) => {
      const { told, status, headers, took } = await api.preflight();
      const allowed = headers.get('access-control-allow-headers') ?? 'nothing';
      const holds = status >= 200 && status < 300 && /(^|,)\s*(authorization|\*)/i.test(allowed);
      return { seen: `${told}, allows ${allowed}`, holds, took };
    },
  },
  {
    id: 'http-cached-context',
    subject: SUBJECT,
    place: 'HTTP API',
    expected:
      'with a revocationDelay, the second request of a token is answered as the first, though the context has quotes',
    source: 'https://github.com/mantil-io/mantil/issues/52',
    byHand:
      'It takes the setting revocationDelay. Deploy with it, put the user into a group, and send one token to GET /session ' +
      'twice within that time: both 200.',
  },
  {
    id: 'rest-401',
    subject: SUBJECT,
    place: 'REST API',
    expected: '401 where the authorizer throws Unauthorized',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html',
    attempt: (lab) => refusalAt(lab, 'REST API', MALFORMED),
  },
  {
    id: 'rest-no-token',
    subject: SUBJECT,
    place: 'REST API',
    expected: '401: an authorizer without identity sources is asked about requests without a token',
    source:
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html',
    attempt: (lab) => refusalAt(lab, 'REST API', undefined),
  },
  {
    id: 'rest-www-authenticate',
    subject: SUBJECT,
    place: 'REST API',
    expected: 'WWW-Authenticate of a gateway response keeps its name',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html',
    attempt: async (lab) => {
      const gateway = gatewayNamed(lab, 'REST API');
      if (gateway === undefined) return { notTried: 'The stack has no REST API.' };
      const judged = await gateway.judge(MALFORMED);
      if (judged.text.includes('invalid_token')) return challengeIn(judged);
      return { notTried: 'The REST API has no gateway response of this product.' };
    },
  },
];

/** That gateway of the stack; undefined if it has none. */
export function gatewayNamed({ gateways }: Lab, name: Gateway['name']): Gateway | undefined {
  return gateways.find((gateway) => gateway.name === name);
}

async function refusalAt(lab: Lab, name: Gateway['name'], authorization: string | undefined): Promise<Attempt> {
  const gateway = gatewayNamed(lab, name);
  if (gateway === undefined) return { notTried: `The stack has no ${name}.` };
  const { status, told, took } = await gateway.judge(authorization);
  return { seen: told, holds: status === 401, took };
}

function challengeIn({ headers, told, took }: { headers: Headers; told: string; took: number }): Attempt {
  const names = ['www-authenticate', 'x-amzn-remapped-www-authenticate'].filter((name) => headers.has(name));
  return { seen: `${told} with ${names.join(', ') || 'no challenge'}`, holds: names[0] === 'www-authenticate', took };
}
