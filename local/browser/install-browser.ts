import { spawnSync } from 'node:child_process';

import { Problem } from '../run';
import { findBrowser } from './find-browser';

/** As Debian 12 has them. */
const PACKAGES = [
  { name: 'chromium', version: '156.0.8078.108-1~deb12u1' },
  { name: 'fonts-dejavu-core', version: '2.37-6' },
] as const;
type Package = (typeof PACKAGES)[number];

/**
 * The browser that pages are tested in: the one that is there, or else Debian's, which is installed, and a font, without which
 * no text has any shape.
 *
 * @returns the path of its program
 * @throws Problem if there is none and none can be installed
 */
export function installBrowser(environment = process.env): string {
  const found = findBrowser(environment);
  const [chromium, font] = PACKAGES;
  const missing = [...(found === undefined ? [chromium] : []), ...(hasFonts(environment) ? [] : [font])];
  if (missing.length > 0) install(missing, environment);

  const browser = findBrowser(environment);
  if (browser === undefined) throw none('it was installed, and is not on the PATH');
  return browser;
}

function install(packages: readonly Package[], environment: NodeJS.ProcessEnv): void {
  const command = asRoot(environment);
  console.log(`Installing ${packages.map(({ name }) => name).join(' and ')} by apt-get`);
  if (!runs(command, ['update', '--quiet=2'], environment)) throw none('apt-get update failed');
  for (const { name, version } of packages) {
    if (runs(command, [...INSTALL, `${name}=${version}`], environment)) continue;
    // A security update takes the place of the version before: Debian's mirrors forget that.
    console.log(`There is no ${name} ${version} any more, or not in this release: taking the release's current one`);
    if (!runs(command, [...INSTALL, name], environment)) throw none(`apt-get could not install ${name}`);
  }
}

const INSTALL = ['install', '--yes', '--quiet=2', '--no-install-recommends'];

/** How apt-get is run with the rights that it needs. */
function asRoot(environment: NodeJS.ProcessEnv): readonly string[] {
  if (!runs(['apt-get'], ['--version'], environment, 'ignore')) throw none('there is no apt-get to install one');
  if (process.getuid?.() === 0) return ['apt-get'];
  if (runs(['sudo', '-n', 'true'], [], environment, 'ignore')) return ['sudo', '-n', 'apt-get'];
  throw none('installing one takes the rights of root, or sudo without a password');
}

function runs(
  [program = '', ...first]: readonly string[],
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  stdio: 'inherit' | 'ignore' = 'inherit',
): boolean {
  const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, [...first, ...args], { env, stdio }).status === 0;
}

/** Where nothing can be said of fonts, a desktop has its own. */
function hasFonts(environment: NodeJS.ProcessEnv): boolean {
  if (process.platform !== 'linux') return true;
  const { status, stdout } = spawnSync('fc-list', [], { env: environment, encoding: 'utf8' });
  return status === 0 && stdout.trim() !== '';
}

function none(reason: string): Problem {
  return new Problem(
    `The pages are tested in Chromium, and there is none: ${reason}. Either\n` +
      '- install Chromium or Google Chrome, or\n' +
      '- set CHROMIUM_PATH to the program of one that is not on the PATH,\n' +
      'and run this again.',
  );
}
