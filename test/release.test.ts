import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const filesIn = (folder: string) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => path.join(folder, file));

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, { readonly if?: string; readonly environment?: string; readonly permissions?: object }>;
}
const workflows = readdirSync(path.join(ROOT, '.github/workflows')).map((name) => {
  const text = read(`.github/workflows/${name}`);
  return { name, text, workflow: parse(text) as Workflow };
});

describe('the workflows', () => {
  it.each(workflows)('run actions by commit, with the version beside it: $name', ({ text }) => {
    const actions = Array.from(text.matchAll(/uses: (.*)$/gm), ([, action = '']) => action);

    expect(actions.length).toBeGreaterThan(0);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  it('publish from one environment, once the owner has switched it on, and have no other rights', () => {
    const jobs = workflows.flatMap(({ workflow }) => Object.entries(workflow.jobs));
    const mayPublish = jobs.filter(([, { permissions }]) => permissions !== undefined);

    expect(workflows.map(({ workflow }) => workflow.permissions)).toEqual(workflows.map(() => ({ contents: 'read' })));
    expect(mayPublish.map(([name]) => name)).toEqual(['npm', 'pypi']);
    for (const [, job] of mayPublish) {
      expect(job).toMatchObject({
        if: "vars.RELEASE == 'on'",
        environment: 'release',
        permissions: { 'id-token': 'write' },
      });
    }
  });
});

describe('the package', () => {
  const { version, repository, bugs, homepage } = JSON.parse(read('package.json')) as {
    version: string;
    repository: { url: string };
    bugs: { url: string };
    homepage: string;
  };
  const repositoryUrl = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

  it('has one repository, in all that names it', () => {
    expect([bugs.url, homepage]).toEqual([`${repositoryUrl}/issues`, `${repositoryUrl}#readme`]);
    expect(read('.github/ISSUE_TEMPLATE/config.yml')).toContain(`${repositoryUrl}/security/advisories/new`);
  });

  it('has its version in the changelog', () => {
    expect(read('CHANGELOG.md')).toMatch(new RegExp(`^## \\[${version}\\] - `, 'm'));
  });

  it('has its version in all that names it', () => {
    const documents = ['README.md', ...filesIn('docs'), ...filesIn('examples')].filter((file) => file.endsWith('.md'));
    const packages = documents.flatMap(
      (file) => read(file).match(/cognito[-_]sign[-_]out-\d+\.\d+\.\d+(?=\.tgz|-py3)/g) ?? [],
    );
    const { info } = parse(read('docs/openapi.yaml')) as { info: { version: string } };
    const lock = JSON.parse(read('package-lock.json')) as { version: string; packages: { '': { version: string } } };

    expect(packages.length).toBeGreaterThan(0);
    expect(new Set(packages.map((name) => name.replace(/^.*-/, '')))).toEqual(new Set([version]));
    expect([info.version, lock.version, lock.packages[''].version]).toEqual([version, version, version]);
  });

  it('is what the examples ask for', () => {
    const [major, minor] = version.split('.').map(Number);
    const asked = filesIn('examples').flatMap((file) => {
      if (file.endsWith('package.json')) {
        const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Record<
          string,
          Record<string, string>
        >;
        return { ...dependencies, ...devDependencies }['cognito-sign-out'] ?? [];
      }
      return file.endsWith('requirements.txt') ? (/^cognito-sign-out(.*)$/m.exec(read(file))?.[1] ?? 'not at all') : [];
    });

    expect(new Set(asked)).toEqual(
      new Set([`^${version}`, `>=${version},<${String(major)}.${String(Number(minor) + 1)}`]),
    );
  });

  it('is released with a README whose links lead somewhere wherever it is shown', () => {
    const checkout = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-release-'));
    for (const file of ['README.md', 'package.json']) copyFileSync(path.join(ROOT, file), path.join(checkout, file));
    execFileSync(process.execPath, [path.join(ROOT, '.github/absolute-links.mjs'), 'v1.2.3'], { cwd: checkout });
    const released = readFileSync(path.join(checkout, 'README.md'), 'utf8');
    rmSync(checkout, { recursive: true });

    const links = Array.from(released.matchAll(/\]\(([^)]*)\)/g), ([, link = '']) => link);
    expect(links.filter((link) => !/^(https:\/\/|#)/.test(link))).toEqual([]);
    expect(links).toContain(`${repositoryUrl}/blob/v1.2.3/docs/architecture.md`);
    // A picture is asked for as it is, and not as the page about it.
    expect(links).toContain(`${repositoryUrl}/raw/v1.2.3/docs/images/demo.png`);
    // In all else it is what it was.
    expect(released.replaceAll(/https:[^)]*\/(blob|raw)\/v1\.2\.3\//g, '')).toBe(read('README.md'));
  });
});
