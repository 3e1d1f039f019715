// Synthesizes an Amplify backend as `ampx` does, but offline: runs the TypeScript file that it is given, and then says so.

import { registerHooks } from 'node:module';
import net from 'node:net';
import { pathToFileURL } from 'node:url';

// Backends import their files without extensions, for the bundler that `ampx` brings.
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!specifier.startsWith('.')) throw error;
      return next(`${specifier}.ts`, context);
    }
  },
});
net.Socket.prototype.connect = () => {
  throw new Error('A synthesis tried to reach the network');
};

await import(pathToFileURL(process.argv[2]).href);
process.emit('message', 'amplifySynth');
