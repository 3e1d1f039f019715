import type { GraphqlTarget, Target } from '../target';
import { membersOf, type Ask, type HttpAnswer } from './http';

/** What a gateway makes of a token: neither is what no gateway should say. */
export type Judgement = 'accepted' | 'rejected' | 'neither';

/** What a gateway said of a token. */
export interface Judged extends HttpAnswer {
  readonly judgement: Judgement;
}

/** A gateway that asks the authorizer about each request. */
export interface Gateway {
  readonly name: 'HTTP API' | 'REST API' | 'AppSync';
  /**
   * Asks it for something that is for bearers of a token.
   *
   * @param authorization - the header, or undefined to send none
   */
  readonly judge: (authorization: string | undefined) => Promise<Judged>;
}

/** The gateways of a stack. */
export function gatewaysOf({ http, rest, graphql }: Target, ask: Ask): readonly Gateway[] {
  const restful = (name: Gateway['name'], url: string): Gateway => ({
    name,
    judge: async (authorization) => judgedByStatus(await ask(url, { headers: headersOf(authorization) })),
  });
  return [
    restful('HTTP API', http),
    ...(rest === undefined ? [] : [restful('REST API', rest)]),
    ...(graphql === undefined ? [] : [graphqlGateway(graphql, ask)]),
  ];
}

function graphqlGateway({ address, query }: GraphqlTarget, ask: Ask): Gateway {
  const body = JSON.stringify({ query });
  return {
    name: 'AppSync',
    judge: async (authorization) => {
      const headers = { ...headersOf(authorization), 'content-type': 'application/json' };
      const judged = judgedByStatus(await ask(address, { method: 'POST', headers, body }));
      const { errors } = membersOf(judged.text);
      if (judged.judgement !== 'accepted' || !Array.isArray(errors)) return judged;
      // A guard in the pipeline of a field says so in an answer of 200.
      const isRefusal = errors.some((error) =>
        String((error as { errorType?: unknown }).errorType).startsWith('Unauthorized'),
      );
      return { ...judged, judgement: isRefusal ? 'rejected' : 'neither', told: `${judged.told} with errors` };
    },
  };
}

function headersOf(authorization: string | undefined): Record<string, string> {
  return authorization === undefined ? {} : { authorization };
}

/** An HTTP API with a cache of verdicts (`revocationDelay`) says 403 where others say 401. */
function judgedByStatus(answer: HttpAnswer): Judged {
  const { status } = answer;
  const isAccepted = status >= 200 && status < 300;
  return { ...answer, judgement: isAccepted ? 'accepted' : [401, 403].includes(status) ? 'rejected' : 'neither' };
}
