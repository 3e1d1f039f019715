// Runs CDK apps as `cdk synth` does: node run.mjs '[{"folder","file","outdir","context"}, …]'. All of them in one
// process, for loading aws-cdk-lib is what takes the time; they are synthesized when nothing is left to do.

import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

net.Socket.prototype.connect = () => {
  throw new Error('A synthesis tried to reach the network');
};

for (const { folder, file, outdir, context } of JSON.parse(process.argv[2])) {
  process.chdir(folder);
  process.env.CDK_OUTDIR = outdir;
  process.env.CDK_CONTEXT_JSON = JSON.stringify(context);
  // Another address is another module: an app may run again, with another context.
  await import(`${pathToFileURL(path.join(folder, file))}?${encodeURIComponent(outdir)}`);
}
