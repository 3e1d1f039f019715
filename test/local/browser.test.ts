import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { findBrowser } from '../../local/browser/find-browser';
import { installBrowser } from '../../local/browser/install-browser';

let bin: string;
let said: jest.SpyInstance;

beforeEach(() => {
  bin = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-browser-'));
  said = jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(() => {
  rmSync(bin, { recursive: true });
  jest.restoreAllMocks();
});

function program(name: string, script = 'exit 0'): string {
  const file = path.join(bin, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** An apt-get that writes down what it is asked for, and has only what the script says. */
function aptGet(script: string): void {
  program('apt-get', `echo "$@" >>'${bin}/asked'\n${script}`);
  program('sudo', 'shift; [ "$1" = true ] || exec "$@"');
}

const asked = () => readFileSync(path.join(bin, 'asked'), 'utf8').trimEnd().split('\n');
const installs = `case "$*" in *install*chromium*) printf '#!/bin/sh\\n' >'$BIN/chromium'; /bin/chmod 755 '$BIN/chromium';; esac`;

describe('the browser for pages', () => {
  it('is what CHROMIUM_PATH names, before any on the PATH', () => {
    program('chromium');
    const named = program('mine');

    expect(findBrowser({ PATH: bin, CHROMIUM_PATH: named })).toBe(named);
    expect(() => findBrowser({ PATH: bin, CHROMIUM_PATH: `${bin}/none` })).toThrow(/CHROMIUM_PATH: got ".*\/none"/);
  });

  it('is Chromium before Chrome, and what can be run', () => {
    expect(findBrowser({ PATH: bin })).toBeUndefined();
    const chrome = program('google-chrome');
    writeFileSync(path.join(bin, 'chromium'), 'no program');

    expect(findBrowser({ PATH: bin })).toBe(chrome);
    rmSync(path.join(bin, 'chromium'));
    const chromium = program('chromium');
    expect(findBrowser({ PATH: bin })).toBe(chromium);
  });

  it('is left as it is where there is one, and a font', () => {
    const chromium = program('chromium');
    program('fc-list', 'echo a font');
    aptGet('exit 1');

    expect(installBrowser({ PATH: bin })).toBe(chromium);
    expect(asked).toThrow(/ENOENT/);
  });

  it("is Debian's, at a pinned version, where there is none", () => {
    program('fc-list', 'echo a font');
    aptGet(installs.replaceAll('$BIN', bin));

    expect(installBrowser({ PATH: bin })).toBe(path.join(bin, 'chromium'));
    expect(asked().at(-1)).toMatch(/^install .* chromium=\d+\.\d+\.\d+\.\d+-\S+$/);
  });

  it('is the current one of the release once the pinned version has gone, and that is said', () => {
    program('fc-list', 'echo a font');
    aptGet(`case "$*" in *=*.*) exit 100;; esac\n${installs.replaceAll('$BIN', bin)}`);

    expect(installBrowser({ PATH: bin })).toBe(path.join(bin, 'chromium'));
    expect(asked().at(-1)).toMatch(/^install .* chromium$/);
    expect(said).toHaveBeenCalledWith(expect.stringMatching(/^There is no chromium \S+ any more/));
  });

  it('gets a font where none is', () => {
    program('chromium');
    program('fc-list', 'exit 0');
    aptGet('exit 0');

    installBrowser({ PATH: bin });

    expect(asked().at(-1)).toMatch(/^install .* fonts-dejavu-core=\S+$/);
  });

  it('is asked for by the name of its variable where it can not be installed', () => {
    program('fc-list', 'echo a font');
    expect(() => installBrowser({ PATH: bin })).toThrow(/no apt-get[^]*set CHROMIUM_PATH/);
    aptGet('case "$1" in install) exit 100;; esac');

    expect(() => installBrowser({ PATH: bin })).toThrow(/could not install chromium[^]*set CHROMIUM_PATH/);
  });
});
