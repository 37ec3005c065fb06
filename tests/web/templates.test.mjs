// The templates for users' CI: what GitHub, GitLab, Netlify and pre-commit would run is run here, with the
// binary under test as the opslore that they are given.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { opslore, repository, temporaryFolder } from '../support/site.mjs';

const read = (path) => readFileSync(join(repository, path), 'utf8');

const knowledgeBase = (text) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'kb/content'), { recursive: true });
  writeFileSync(join(folder, 'kb/content/a.md'), text);
  return folder;
};
const BROKEN = '# A\n\n[x](gone.md)\n';
const WARNED = '# A\n\n[x]()\n';
const CLEAN = '# A\n';

const bash = (script, folder, env, prefix = 'set -eo pipefail\n') =>
  spawnSync('bash', ['--noprofile', '--norc', '-c', prefix + script], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });

/** A folder in which the action has built opslore already. */
const withOpslore = () => {
  const temp = temporaryFolder();
  mkdirSync(join(temp, 'opslore-bin/bin'), { recursive: true });
  copyFileSync(opslore(), join(temp, 'opslore-bin/bin/opslore'));
  return temp;
};

/** Runs the steps of the action that are scripts, as the runner of GitHub does. */
const runAction = (folder, inputs = {}, temp = withOpslore()) => {
  const action = parse(read('action.yml'));
  const values = Object.fromEntries(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value]));
  Object.assign(values, inputs);
  const fill = (text) =>
    text.replace(/\$\{\{ ([a-z.-]+) \}\}/g, (_, name) => {
      if (name === 'runner.temp') return temp;
      assert.ok(name.replace('inputs.', '') in values, name);
      return values[name.replace('inputs.', '')];
    });
  let last;
  const env = { GITHUB_ACTION_PATH: repository, RUNNER_TEMP: temp, GITHUB_OUTPUT: join(temp, 'output'), GITHUB_PATH: join(temp, 'path') };
  for (const step of action.runs.steps.filter((step) => step.run)) {
    const own = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]));
    const path = last ? `${readFileSync(env.GITHUB_PATH, { encoding: 'utf8', flag: 'a+' }).trim()}:${process.env.PATH}` : process.env.PATH;
    last = bash(step.run, folder, { ...env, ...own, PATH: path });
    if (last.status !== 0) break;
  }
  return { ...last, output: readFileSync(env.GITHUB_OUTPUT, 'utf8') };
};

test('the action and the workflows are what GitHub expects', () => {
  assert.deepEqual(validateAction(read('action.yml')).errors, []);
  for (const workflow of ['.github/workflows/ci.yml', 'src/cli/init/files/.github/workflows/opslore.yml']) {
    assert.deepEqual(validateWorkflow(read(workflow)).errors, [], workflow);
  }
  assert.notDeepEqual(validateAction(read('action.yml').replace('using: composite', 'using: nothing')).errors, []);
});

test('the action annotates lines, writes SARIF, and fails as check does', () => {
  const folder = knowledgeBase(BROKEN);
  const broken = runAction(folder, { root: 'kb' });
  assert.equal(broken.status, 1, broken.stderr);
  assert.match(broken.stdout, /^::error file=content\/a\.md,line=3,/m);
  const sarif = /^sarif-file=(.*)$/m.exec(broken.output)[1];
  assert.equal(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results.length, 1);
  assert.match(broken.output, /^hash=[0-9a-f]{16}$/m);
  assert.equal(runAction(knowledgeBase(CLEAN), { root: 'kb' }).status, 0);
  assert.equal(runAction(knowledgeBase(WARNED), { root: 'kb' }).status, 0);
  assert.equal(runAction(knowledgeBase(WARNED), { root: 'kb', 'deny-warnings': 'true' }).status, 1);
  assert.equal(runAction(folder, { root: 'nowhere' }).status, 2);
  const hostile = runAction(folder, { root: 'kb', baseline: '$(touch owned)"; touch owned #' });
  assert.equal(hostile.status, 2, 'an input is never run');
});

// Cargo and rustup obey files of the folder that they run in.
test('the action builds in its own folder, not in that of the pull request', () => {
  const [folder, temp] = [knowledgeBase(CLEAN), temporaryFolder()];
  const cargo = join(temp, 'cargo');
  const fake = `#!/bin/sh\npwd -P >'${temp}/where'\nmkdir -p '${temp}/opslore-bin/bin'\ncp '${opslore()}' '${temp}/opslore-bin/bin/opslore'\n`;
  writeFileSync(cargo, fake, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${temp}:${path}`;
  try {
    assert.equal(runAction(folder, { root: 'kb' }, temp).status, 0);
  } finally {
    process.env.PATH = path;
  }
  assert.equal(readFileSync(join(temp, 'where'), 'utf8').trim(), repository);
});

const SCRIPT = '.ci/opslore.sh';

/** Puts the script of `init` into a knowledge base that has none. */
const addScript = (folder) => {
  mkdirSync(join(folder, '.ci'), { recursive: true });
  copyFileSync(join(repository, 'src/cli/init/files', SCRIPT), join(folder, SCRIPT));
};

/** A job of the GitLab template with what it extends, its scripts as one. */
const runGitlab = (job, folder, variables = {}) => {
  const template = parse(read('.gitlab/opslore.yml'));
  const own = template[job];
  const whole = { ...template[own.extends], ...own };
  addScript(folder);
  return bash(whole.script.join('\n'), folder, { ...template.variables, OPSLORE_BIN: opslore(), ...variables });
};

/** A new knowledge base, the commands of its workflow, and that of its netlify.toml. */
const initialised = () => {
  const folder = temporaryFolder();
  assert.equal(spawnSync(opslore(), ['init', folder]).status, 0);
  const { jobs } = parse(readFileSync(join(folder, '.github/workflows/opslore.yml'), 'utf8'));
  const netlify = /^ {2}command = "(.*)"$/m.exec(readFileSync(join(folder, 'netlify.toml'), 'utf8'))[1];
  const commands = jobs.check.steps.flatMap((step) => step.run ?? []);
  return { folder, workflow: commands.join('\n'), netlify: netlify.replaceAll('\\"', '"') };
};

test('the workflow and the Netlify build of a new knowledge base run the opslore that they are given', () => {
  const { folder, workflow, netlify } = initialised();
  const env = { OPSLORE_BIN: opslore(), URL: 'https://ops.example.org' };
  const checked = bash(workflow, folder, env);
  assert.equal(checked.status, 0, checked.stderr);
  const built = bash(netlify, folder, env);
  assert.equal(built.status, 0, built.stderr);
  assert.match(readFileSync(join(folder, 'public/sitemap.xml'), 'utf8'), /https:\/\/ops\.example\.org\//);
  writeFileSync(join(folder, 'content/broken.md'), BROKEN);
  const broken = bash(workflow, folder, env);
  assert.equal(broken.status, 1, broken.stderr);
  assert.match(broken.stdout, /^::error file=content\/broken\.md,line=3,/m);
});

test('the GitLab job leaves its reports and fails as check does', () => {
  const folder = knowledgeBase(BROKEN);
  const broken = runGitlab('opslore', folder, { OPSLORE_ARGUMENTS: '--root kb' });
  assert.equal(broken.status, 1, broken.stderr);
  const reports = parse(read('.gitlab/opslore.yml')).opslore.artifacts.reports;
  const [issue] = JSON.parse(readFileSync(join(folder, reports.codequality), 'utf8'));
  assert.equal(issue.location.lines.begin, 3);
  assert.match(readFileSync(join(folder, reports.junit), 'utf8'), /<failure /);
  assert.match(broken.stdout, /there is no page `gone\.md`/);
  assert.equal(runGitlab('opslore', knowledgeBase(CLEAN)).status, 0);
});

test('the GitLab pages job writes the site where GitLab takes it from', () => {
  const folder = knowledgeBase(CLEAN);
  const built = runGitlab('.opslore-pages', folder, { CI_PAGES_URL: 'https://ops.example.org/kb' });
  assert.equal(built.status, 0, built.stderr);
  assert.match(readFileSync(join(folder, 'public/sitemap.xml'), 'utf8'), /https:\/\/ops\.example\.org\/kb\//);
});

test('the hooks of pre-commit check and mend', () => {
  const hooks = parse(read('.pre-commit-hooks.yaml'));
  const run = (id, folder) => {
    const hook = hooks.find((hook) => hook.id === id);
    assert.ok(new RegExp(hook.files).test('content/a.md') && !new RegExp(hook.files).test('src/main.rs'));
    const env = { PATH: `${dirname(opslore())}:${process.env.PATH}` };
    return bash(hook.entry, join(folder, 'kb'), env).status;
  };
  assert.deepEqual(hooks.map((hook) => hook.id), ['opslore-check', 'opslore-fix', 'opslore-check-system']);
  for (const { id } of hooks) {
    assert.equal(run(id, knowledgeBase(BROKEN)), 1, id);
    assert.equal(run(id, knowledgeBase(CLEAN)), 0, id);
  }
  const mendable = knowledgeBase('# A\n\n<!-- opslore-ignore link/empty: why -->\nText\n');
  run('opslore-fix', mendable);
  assert.equal(readFileSync(join(mendable, 'kb/content/a.md'), 'utf8'), '# A\n\nText\n');
});
