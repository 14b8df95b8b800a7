/** `crn-grid view` as a program of its own: what it prints, serves, and leaves behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openRecording } from '../../../src/record/recording.ts';
import { lookAt, openPage } from '../../serve/test-page.ts';
import { say } from '../say.ts';

const program = resolve(import.meta.dirname, '../../../dist/cli/main.js');
const pageIsBuilt = existsSync(resolve(import.meta.dirname, '../../../dist/viewer/index.html'));

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-view-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'pond.ts'),
    `import { crn, scenario } from 'crn-grid';
     export default scenario({
       name: 'pond', crn: crn\`Fish -> 2 Fish @ birth\n Fish -> 0 @ death\`,
       rates: { birth: 1, death: 1 }, grid: { size: [4, 3] }, start: { Fish: 30 },
       time: { step: 0.1, until: 3 },
     });`,
  );
  return folder;
}

/** Starts the viewer, with a place of its own for what it keeps for the time being. */
async function viewer(folder: string, ...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args, '--no-open'], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stderr!.on('data', (text) => {
    said.err += text;
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout!.on('data', (text) => {
      said.out += text;
      const found = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(said.out);
      if (found) resolve(Number(found[1]));
    });
    void ended.then(() => reject(new Error(`it ended: ${said.err}`)));
  });
  return { child, said, ended, port };
}

test.skipIf(!pageIsBuilt)('a run waits for its page, is watched to its end, and leaves nothing', async () => {
  const folder = folderForTest();
  const { child, ended, port } = await viewer(folder, 'view', 'pond.ts', '--threads', '1');
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  const page = await openPage(port);
  const { runs } = await page.next('hello');
  expect(runs[0]!.status).toMatchObject({ step: 0, frames: 1 });
  page.send(lookAt('run', 1, { planes: ['Fish'] }));
  for (let step = -1; step < 30; ) {
    const frame = await page.next('frame');
    expect(frame.step).toBeGreaterThan(step);
    step = frame.step;
    page.send({ type: 'ack', run: 'run', look: 1, index: frame.index, revision: frame.revision });
  }
  await page.next('status', ({ status }) => status.state === 'finished');
  // The page stays for looking back.
  page.send(lookAt('run', 2, { at: 3, planes: ['Fish'] }));
  expect((await page.next('frame', ({ look }) => look === 2)).index).toBe(3);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(readdirSync(folder)).toEqual(['pond.ts']);
});

test.skipIf(!pageIsBuilt)('a run that is painted in is recorded with it where it is told to', async () => {
  const folder = folderForTest();
  const args = ['view', 'pond.ts', '--threads', '1', '--until', '200', '--out', 'kept.zarr'];
  const { child, ended, port } = await viewer(folder, ...args);
  const page = await openPage(port);
  await page.next('hello');
  const change = { kind: 'paint', cells: [5], add: { Fish: 1000 } } as const;
  page.send({ type: 'control', run: 'run', tag: 1, action: 'pause' });
  expect((await page.next('answer')).error).toBeUndefined();
  page.send({ type: 'change', run: 'run', tag: 2, change });
  const { step } = await page.next('answer');
  page.send({ type: 'control', run: 'run', tag: 3, action: 'resume' });
  await page.next('status', ({ status }) => status.state === 'finished');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  const recording = await openRecording(join(folder, 'kept.zarr'));
  expect(recording.interventions).toEqual([{ ...change, step }]);
});

test.skipIf(!pageIsBuilt)('a recording is forked from any frame where its scenario is given', async () => {
  const folder = folderForTest();
  const made = ['--threads', '1', '--seed', '7', '--until', '2', '--no-figures'];
  await say('run', join(folder, 'pond.ts'), ...made, '--out', join(folder, 'a.zarr'));
  const { child, said, ended, port } = await viewer(folder, 'view', 'a.zarr', '--scenario', 'pond.ts');
  const page = await openPage(port);
  const [run] = (await page.next('hello')).runs;
  expect(run!.info.cannotFork).toBeUndefined();
  page.send({ type: 'fork', run: 'run', tag: 1, index: 12, changes: [] });
  expect((await page.next('answer')).error).toBeUndefined();
  await page.next('status', ({ status }) => status.state === 'finished');
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  const [original, fork] = await Promise.all(
    ['a.zarr', 'a-fork-1.zarr'].map((name) => openRecording(join(folder, name))),
  );
  // Where it lies is said.
  expect(said.err).toMatch(/fork-1, from t = 1\.2 → a-fork-1\.zarr/);
  expect([fork!.frames, fork!.header.forkedFrom]).toEqual([9, { recording: 'a.zarr', frame: 12, step: 12 }]);
  expect((await fork!.frame(8)).counts).toEqual((await original!.frame(20)).counts);

  // Without its scenario, or with another one, it cannot be forked.
  const alone = await viewer(folder, 'view', 'a.zarr');
  const other = await openPage(alone.port);
  expect((await other.next('hello')).runs[0]!.info.cannotFork).toContain('view a.zarr --scenario');
  other.send({ type: 'fork', run: 'run', tag: 1, index: 0, changes: [] });
  expect((await other.next('answer')).error).toContain('--scenario');
  alone.child.kill('SIGINT');
  await alone.ended;
  const text = readFileSync(join(folder, 'pond.ts'), 'utf8');
  writeFileSync(join(folder, 'lake.ts'), text.replace('Fish: 30', 'Fish: 31'));
  const wrong = await say('view', join(folder, 'a.zarr'), '--scenario', join(folder, 'lake.ts'));
  expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/was not made by this scenario/) });
});

test('a scenario that cannot have made a recording is refused before its rates are', async () => {
  const folder = folderForTest();
  const [pond, wrong] = [join(folder, 'pond.ts'), join(folder, 'wrong.ts')];
  const made = join(folder, 'a.zarr');
  await say('run', pond, '--threads', '1', '--until', '1', '--no-figures', '--out', made);
  const renamed = readFileSync(pond, 'utf8').replaceAll('death', 'loss');
  writeFileSync(wrong, renamed);
  const lost = /a\.zarr: its network has a rate death, and that of the scenario has none/;
  expect((await say('view', made, '--scenario', wrong)).err).toMatch(lost);
  expect((await say('run', wrong, '--resume', made)).err).toMatch(lost);
  writeFileSync(wrong, renamed.replace("'pond'", "'lake'"));
  expect((await say('view', made, '--scenario', wrong)).err).toMatch(/recording of "pond".*is "lake"/s);
});

test('what is for runs is refused for recordings, and a wrong path is named', async () => {
  const folder = folderForTest();
  await say(
    'run',
    join(folder, 'pond.ts'),
    '--threads',
    '1',
    '--no-figures',
    '--out',
    join(folder, 'a.zarr'),
  );
  const seeded = await say('view', join(folder, 'a.zarr'), '--seed', '4');
  expect(seeded).toMatchObject({ code: 1, err: expect.stringContaining('--seed') });
  expect((await say('view', join(folder, 'pond.ts'), '--scenario', 'pond.ts')).err).toContain('--scenario');
  expect((await say('view', join(folder, 'none.ts'))).err).toContain('there is no such file');
});
