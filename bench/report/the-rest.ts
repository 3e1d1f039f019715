import { median } from '../cold-start';
import { microseconds, ratio } from '../measure';
import { again, LIMIT, NODE_LIMIT, OURS, PARTS, PEERS, PROJECT, READ_ALONE, TWO_KEYS } from '../names';
import type { Profile } from '../profile';
import type { Results } from '../results';
import { number, table, text } from './markdown';

/** What a decision takes over the limit, and a verification over a bare one. */
export function restOf(results: Results): string {
  const { alone, crowd, verified, profiled, coldStarts } = results;
  const time = (name: string, to: string) => number(ratio(alone, name, to, 'p50').median);
  const processor = (name: string, to: string) => number(ratio(crowd, name, to, 'cpu').median);
  const part = (name: string) => number(ratio(verified, name, LIMIT, 'p50').median);
  const between = microseconds(alone, LIMIT) - microseconds(alone, READ_ALONE);
  return `## Where the rest goes

A profile of this project's decisions, one at a time; a system call may wait for a processor, as the engine needs one too:

${profiles(profiled)}

What makes a decision what it is, and what keeps it above the limit:

- **A connection of our own** ([decision 13](decisions/013-a-connection-of-our-own.md)). Node.js's own client takes ${time(NODE_LIMIT, LIMIT)} times the limit's time, and ${processor(NODE_LIMIT, LIMIT)} times its processor time
  with 32 at once, for the same request and its verification. A deadline, and telling every fault apart, is what a request of ours takes over the bare one.
- **Two keys.** A \`BatchGetItem\` of two takes the engine longer than a \`GetItem\` of one: the limit with two keys is ${time(TWO_KEYS, LIMIT)} times the limit in time. Two
  keys are what lets a sign-out end one session or all of them, at one round trip.
- **A memory of verified tokens** ([decision 12](decisions/012-remembered-verifications.md)). A decision on a token that was seen before takes ${time(OURS.seen, OURS.new)} of the time and ${processor(OURS.seen, OURS.new)} of the
  processor time of one on a new token; its verification alone takes ${part(OURS.seen)} of a \`crypto.verify\`. A token is hashed only when it comes for the second
  time, so one that never does costs little: with the memory a verification of a new one is ${part(OURS.new)}, without ${part(PARTS.unremembered)}.
- **No stack traces.** Node.js tells kinds of keys apart by exceptions that it catches itself: with their traces the library's signature
  takes ${part(PARTS.traced)} times a \`crypto.verify\`, without ${part(PARTS.signature)}.
- **A rehearsal** ([decision 8](decisions/008-initialization.md)). The first decision after the initialization takes ${number(median(coldStarts.get(PROJECT), 'first'))} ms, a warm one ${number(median(coldStarts.get(PROJECT), 'warm'))}: it runs
  code that has been run three times, and has not been compiled yet.
- Between two reads a verification takes ${number(between)} µs, in a loop ${number(microseconds(verified, LIMIT))}: the processor's caches forget the cryptography, in the limit as in every case.

A verification by \`aws-jwt-verify\`, ÷ one \`crypto.verify\` with the key at hand, and what it is made of, each part alone:

${verificationTable(results)}

What keeps it above a bare one is how the library asks for the signature, and what it takes to find the key and to read the token; the checks are next to nothing.
\`verifySync\` saves its promises, and the library's own look at each member of the JSON, against names that would reach for an object's prototype, is left out where
there are none ([decision 16](decisions/016-taking-tokens-apart.md)). A signature that we asked for ourselves would bring it to ${part(PARTS.own)}. It is not done: nobody should have to trust a verifier of our own.`;
}

function profiles({ new: fresh, seen }: Results['profiled']): string {
  const share = (profile: Profile, what: string) =>
    `${((profile.find(([kind]) => kind === what)?.[1] ?? 0) * 100).toFixed(0)} %`;
  const kinds = [...new Set([...fresh, ...seen].map(([what]) => what))];
  return table(
    ['what', 'every token new', 'tokens seen before'],
    kinds.map((what) => [what, share(fresh, what), share(seen, what)]),
  );
}

function verificationTable({ verified }: Results): string {
  const peers = Object.keys(PEERS).filter((name) => verified.has(name));
  const names = [again(LIMIT), OURS.new, OURS.seen, ...peers, ...Object.values(PARTS)];
  return table(
    ['what', '÷ `crypto.verify`'],
    names.map((name) => [
      name === again(LIMIT) ? '`crypto.verify`, once more' : name,
      text(ratio(verified, name, LIMIT, 'p50')),
    ]),
  );
}
