import { createCognitoTokenVerifier } from '../../lambda/adapters/cognito/token-verifier';
import { readAuthorizerEnvironment } from '../../lambda/adapters/environment';
import { systemClock } from '../../lambda/adapters/system-clock';
import type { SigningKey } from '../environment';
import type { Case } from '../measure';
import { again, LIMIT, OURS, PARTS, PEERS } from '../names';
import { verifySignature } from '../signature';
import type { Visitors } from '../tokens';
import { everyOneNew, seenBefore } from '../turns';
import { bundles, load } from './bundles';
import { verificationParts } from './verification-parts';

type Verify = (token: string) => Promise<unknown>;

/** The verification of a token alone, and what it is made of. The limit is one `crypto.verify`. */
export async function verifications(key: SigningKey, { many, few }: Visitors): Promise<Case[]> {
  const ofNew = (name: string, run: (token: string) => unknown): Case => {
    const next = everyOneNew(many);
    return { name, run: () => run(next().token) };
  };
  const seen = seenBefore(few);
  const verifySeen = createVerify(true);
  const limit = (token: string) => verifySignature(token, key.publicKey);
  const peers = (['P1 naive', 'P5 signature only'] as const).map(async (name) =>
    ofNew(name, (await load<{ verify: Verify }>(bundles.peer(PEERS[name]))).verify),
  );
  return [
    ofNew(LIMIT, limit),
    ofNew(again(LIMIT), limit),
    ofNew(OURS.new, createVerify(true)),
    { name: OURS.seen, run: () => verifySeen(seen().token) },
    ofNew(PARTS.unremembered, createVerify(false)),
    ...(await Promise.all(peers)),
    ...verificationParts(key, many),
  ];
}

/** As an authorizer verifies. */
function createVerify(remembersTokens: boolean): Verify {
  const verifier = createCognitoTokenVerifier({
    ...readAuthorizerEnvironment(),
    remembersTokens,
    clock: systemClock,
  });
  return async (token) => {
    const { genuine } = await verifier.verify(token);
    if (!genuine) throw new Error('not genuine');
  };
}
