import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import type { Session, Verifier } from '../../verify';
import * as express from '../../verify/express';
import * as fastify from '../../verify/fastify';
import * as hono from '../../verify/hono';
import * as lambda from '../../verify/lambda';

/** What a service answers, and what it knows of whom it lets in. */
interface ServiceAnswer {
  readonly statusCode: number;
  readonly session?: Session;
}

/**
 * A request at each adapter, by the shapes that its framework hands it: for what must be the same at one instant, by one clock. With
 * the frameworks themselves: test/verify/services.test.ts, which has NestJS too, for that is an ES module.
 */
export async function servicesOf(verifier: Verifier, authorization: string): Promise<Record<string, ServiceAnswer>> {
  return {
    express: await atExpress(verifier, authorization),
    fastify: await atFastify(verifier, authorization),
    hono: await atHono(verifier, authorization),
    lambda: await atLambda(verifier, authorization),
  };
}

async function atExpress(verifier: Verifier, authorization: string): Promise<ServiceAnswer> {
  const request = new IncomingMessage(new Socket());
  request.headers.authorization = authorization;
  const response = new ServerResponse(request);
  const next = jest.fn();
  await express.requireSession(verifier)(request, response, next);
  return next.mock.calls.length > 0
    ? { statusCode: 200, session: express.sessionOf(request) }
    : { statusCode: response.statusCode };
}

async function atFastify(verifier: Verifier, authorization: string): Promise<ServiceAnswer> {
  const request = { headers: { authorization } };
  let statusCode = 200;
  const reply = { code: (code: number) => (statusCode = code), headers: () => undefined, send: () => undefined };
  const answered = await fastify.requireSession(verifier)(request, reply);
  return answered === undefined ? { statusCode, session: fastify.sessionOf(request) } : { statusCode };
}

async function atHono(verifier: Verifier, authorization: string): Promise<ServiceAnswer> {
  const variables = new Map<string, unknown>();
  const context = {
    req: { header: () => authorization },
    set: (key: string, value: unknown) => variables.set(key, value),
    get: (key: string) => variables.get(key),
  };
  const refused = await hono.requireSession(verifier)(context, () => Promise.resolve());
  return refused === undefined ? { statusCode: 200, session: hono.sessionOf(context) } : { statusCode: refused.status };
}

async function atLambda(verifier: Verifier, authorization: string): Promise<ServiceAnswer> {
  const handler = lambda.requireSession(verifier, (_: lambda.HttpEvent, session) => ({ statusCode: 200, session }));
  return handler({ headers: { authorization } }, undefined);
}
