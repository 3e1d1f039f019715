/**
 * Does work whose errors nobody traces. Node.js tells kinds of keys apart by exceptions that it catches itself
 * (`isKeyObject` in lib/internal/crypto/keys.js, since https://github.com/nodejs/node/pull/63111): writing down their stacks takes
 * as long as the verification that they are part of. What the work throws has no stack either: whoever catches it goes by its class.
 *
 * @param work - is over when it returns: what it leaves for later is traced as ever
 */
export function withoutStackTraces<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  // Where the runtime's own objects are frozen this has no effect, and an assignment would throw.
  Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    return work();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}
