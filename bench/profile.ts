import { Session, type Profiler } from 'node:inspector';

/** Shares of the processor time, largest first. */
export type Profile = readonly (readonly [what: string, share: number])[];

/** Where the processor time of something goes, as it is done again and again, one at a time. */
export async function profile(run: () => unknown, milliseconds: number): Promise<Profile> {
  const session = new Session();
  session.connect();
  const post = async (method: string, parameters: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      session.post(method, parameters, (error, result) => {
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  await post('Profiler.enable');
  await post('Profiler.setSamplingInterval', { interval: 200 });
  await post('Profiler.start');
  for (const end = performance.now() + milliseconds; performance.now() < end;) await run();
  const { profile: recorded } = (await post('Profiler.stop')) as { profile: Profiler.Profile };
  session.disconnect();
  return sharesOf(recorded);
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Profile {
  const kinds = new Map(nodes.map(({ id, callFrame }) => [id, kindOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const kind = kinds.get(id);
    if (kind !== undefined) times.set(kind, (times.get(kind) ?? 0) + (timeDeltas[index] ?? 0));
  }
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([kind, time]) => [kind, time / total] as const).sort((a, b) => b[1] - a[1]);
}

/** What a function belongs to; undefined if nobody is at work. */
function kindOf({ functionName, url }: Profiler.ProfileNode['callFrame']): string | undefined {
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (/^write\w*String$|^writev$|^writeBuffer$/.test(functionName)) return 'the socket: the system call that sends';
  if (
    url.includes('crypto') ||
    /^(verify|update|digest|init|Hash|Hmac|Verify|sign|oneShotDigest)$/.test(functionName)
  ) {
    return 'cryptography: verifying tokens, hashing them, signing requests';
  }
  if (/_http|node:net|stream|tls|dns|node:events|timers|_queues|async_hooks|buffer/.test(url)) {
    return 'the runtime: sockets, streams, timers';
  }
  if (/index\.mjs(\?|$)/.test(url)) return 'the bundle’s own JavaScript, JSON and Base64 included';
  return 'native code, and everything else of the runtime';
}
