import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { FILES, ROOT, readJson, tail, writeLocal } from './files';
import { Problem } from './run';

const START_SCRIPT = path.join(ROOT, 'local/engine/start.py');

/** A running engine: the local cloud itself. */
export interface Engine {
  readonly pid: number;
  readonly port: number;
}

/** The engine that an earlier `npm start` left running, if it still answers. */
export async function findEngine(): Promise<Engine | undefined> {
  const engine = readState();
  return engine !== undefined && isAlive(engine.pid) && (await answers(engine.port)) ? engine : undefined;
}

/** Starts the engine on port 4566, or the next free one, of 127.0.0.1. */
export async function startEngine(python: string): Promise<Engine> {
  const port = await firstFreePort(4566);
  writeLocal(FILES.engineLog, '');
  const log = openSync(FILES.engineLog, 'a');
  // In a process group of its own, so that the Lambda functions that it starts end with it.
  const child = spawn(python, [START_SCRIPT, FILES.engine], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GATEWAY_PORT: String(port),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  const { pid } = child;
  if (pid === undefined) throw new Problem(`The local cloud did not start: ${python} could not be run.`);
  const engine = { pid, port };
  writeLocal(FILES.engineState, JSON.stringify(engine));
  await untilItAnswers(engine);
  return engine;
}

/** Ends the engine, and with it its functions. */
export async function stopEngine(): Promise<boolean> {
  const engine = readState();
  if (engine === undefined || !isAlive(engine.pid)) return false;
  signalGroup(engine.pid, 'SIGTERM');
  for (let waited = 0; waited < 3000 && isAlive(engine.pid); waited += 50) await sleep(50);
  // The engine may close its ports and yet stay; and its functions do not always go with it.
  signalGroup(engine.pid, 'SIGKILL');
  for (let waited = 0; waited < 3000 && isAlive(engine.pid); waited += 50) await sleep(50);
  return true;
}

/** Throws if the engine has died, for then nothing else that fails matters. */
export function assertAlive({ pid }: Engine): void {
  if (!isAlive(pid)) {
    throw new Problem(`The local cloud has died. Run npm start again. The end of its log:\n\n${tail(FILES.engineLog)}`);
  }
}

async function untilItAnswers(engine: Engine): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (await answers(engine.port)) return;
    if (!isAlive(engine.pid)) break;
    await sleep(100);
  }
  throw new Problem(`The local cloud did not start. The end of ${FILES.engineLog}:\n\n${tail(FILES.engineLog)}`);
}

function readState(): Engine | undefined {
  const state = readJson(FILES.engineState) as Partial<Engine> | undefined;
  return Number.isInteger(state?.pid) && Number.isInteger(state?.port) ? (state as Engine) : undefined;
}

/** Whether the process is there, and is the engine: the system gives a number to another process in time. */
function isAlive(pid: number): boolean {
  return commandOf(pid).includes(START_SCRIPT);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
  } catch {
    // Not Linux. Where there is no `ps` either, the output is null.
    return String(spawnSync('ps', ['-o', 'command=', '-p', String(pid)]).stdout);
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

async function answers(port: number): Promise<boolean> {
  if (!existsSync(FILES.certificate)) return false;
  const ca = readFileSync(FILES.certificate);
  return new Promise((resolve) => {
    const request = https.get(
      { host: 'localhost', port, path: '/_ministack/health', ca, timeout: 2000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      resolve(false);
    });
  });
}

/** The first port from there on that nobody listens on. */
export async function firstFreePort(from: number): Promise<number> {
  for (let port = from; port < from + 100; port++) {
    if (await isFree(port)) return port;
  }
  throw new Problem(
    `The ports ${String(from)} to ${String(from + 99)} of this machine are all taken: free one of them.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
