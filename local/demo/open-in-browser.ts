import { spawn } from 'node:child_process';

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { darwin: 'open', linux: 'xdg-open' };

/** Opens an address in the browser of whoever sits at this machine; where that can't be done, nothing happens. */
export function openInBrowser(address: string, environment = process.env, platform = process.platform): void {
  const opener = OPENERS[platform];
  if (opener === undefined) return;
  const child = spawn(opener, [address], { env: environment, stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
