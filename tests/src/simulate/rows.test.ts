import { once } from 'node:events';
import { watch } from 'node:fs';
import { appendFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { finished, killGroup, runFedzoo, startFedzoo } from '../support/launcher.js';
import { experimentFolder, rowsWithoutSeconds, SMALL_FZOOS } from './experiment-fixture.js';
import { paidExperiment } from './paid-experiment.js';

/** Calls back whenever a checkpoint has been put in its place, until the callback says that it is enough. */
async function atCheckpoints(directory: string, enough: () => Promise<boolean>): Promise<void> {
  const watcher = watch(directory);
  try {
    for (;;) {
      const [, name] = (await once(watcher, 'change')) as [string, string];
      if (name === 'checkpoint.bin' && (await enough())) return;
    }
  } finally {
    watcher.close();
  }
}

describe('rounds.jsonl', () => {
  it('only ever grows by whole rows while a run goes on, also where a value becomes known a round later', async () => {
    await using folder = await paidExperiment();
    const out = folder.path('out');
    await mkdir(out);
    const child = startFedzoo(['simulate', folder.file, '--out', out]);
    const ending = finished(child);
    const seen: string[] = [];
    const stop = atCheckpoints(out, async () => {
      seen.push(await readFile(`${out}/rounds.jsonl`, 'utf8'));
      return false;
    });
    await Promise.race([stop, ending]);
    expect((await ending).code).toBe(0);
    const whole = await readFile(`${out}/rounds.jsonl`, 'utf8');
    expect(whole.trimEnd().split('\n')).toHaveLength(4);
    expect(seen.length).toBeGreaterThan(2);
    for (const part of seen) {
      expect(whole.startsWith(part)).toBe(true);
      expect(part === '' || part.endsWith('\n')).toBe(true);
    }
  });

  it('with the end that a kill left is mended by a resume', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    const [straight, out] = [folder.path('straight'), folder.path('out')];
    await runFedzoo(['simulate', folder.file, '--out', straight, '--json']);
    await mkdir(out);
    const child = startFedzoo(['simulate', folder.file, '--out', out]);
    const ending = finished(child);
    let checkpoints = 0;
    await atCheckpoints(out, () => Promise.resolve(++checkpoints === 4));
    killGroup(child);
    await ending;
    await appendFile(`${out}/rounds.jsonl`, '{"round":9,"queries":1');
    const { code, stderr } = await runFedzoo(['simulate', folder.file, '--resume', out, '--json']);
    expect(code, stderr).toBe(0);
    expect(await rowsWithoutSeconds(out)).toEqual(await rowsWithoutSeconds(straight));
  });

  it('that lacks rows the checkpoint counts on is named, and nothing is spent', async () => {
    await using folder = await experimentFolder(SMALL_FZOOS);
    const out = folder.path('out');
    await runFedzoo(['simulate', folder.file, '--out', out, '--json']);
    const rows = `${out}/rounds.jsonl`;
    const whole = await readFile(rows, 'utf8');
    await truncate(rows, whole.length - 5);
    const cut = await runFedzoo(['simulate', folder.file, '--resume', out, '--json']);
    expect(cut).toMatchObject({ code: 2, stdout: '' });
    expect(cut.stderr).toMatch(/--resume: .*rounds\.jsonl is not as the run left it/);
    await writeFile(rows, whole);
    expect((await runFedzoo(['simulate', folder.file, '--resume', out, '--json'])).code).toBe(0);
  });
});
