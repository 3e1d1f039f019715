/** MB at which a function has a whole processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const WHOLE_PROCESSOR = 1769;

/**
 * Dollars in us-east-1, of functions on arm64: a GB-second, and a million requests.
 *
 * @see https://aws.amazon.com/lambda/pricing/
 */
export const PRICES = { gigabyteSecond: 0.0000133334, millionRequests: 0.2 };

/** Milliseconds that a decision waits for DynamoDB: an assumption, there is no network here. */
export const READ = 4;

/** Milliseconds that a function of this project may add to the read on average, where callers should hardly notice: half of it. */
export const NOTICED = READ / 2;

/**
 * What a decision is billed: whole milliseconds, rounded up.
 *
 * @param processorTime - milliseconds of a whole processor; what a function has of one is by its memory
 * @param memory - MB
 */
export function billedDuration(processorTime: number, memory: number): number {
  return Math.ceil(READ + processorTime * Math.max(1, WHOLE_PROCESSOR / memory));
}

/**
 * What a million decisions cost at Lambda, in dollars.
 *
 * @param duration - billed milliseconds of one
 * @param memory - MB
 */
export function millionDecisions(duration: number, memory: number): number {
  return PRICES.millionRequests + duration * 1000 * (memory / 1024) * PRICES.gigabyteSecond;
}

/**
 * The smallest memory size that callers hardly notice; undefined if there is none.
 *
 * @param means - milliseconds of a decision on average, by memory size
 */
export function bestMemorySize(means: ReadonlyMap<number, number>): number | undefined {
  return [...means].sort(([a], [b]) => a - b).find(([, mean]) => mean <= NOTICED)?.[0];
}
