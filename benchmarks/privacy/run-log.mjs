import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Every run that ended, a line of JSON each, so that a benchmark that was interrupted goes on where it was. A run is that of its job. */
export async function openRunLog(file, { isFresh }) {
  const text = isFresh ? '' : await readFile(file, 'utf8').catch(() => '');
  const runs = new Map(
    text
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line))
      .map(({ job, run }) => [JSON.stringify(job), run]),
  );
  await mkdir(dirname(file), { recursive: true });
  return {
    runOf: (job) => runs.get(JSON.stringify(job)),
    async append(job, run) {
      runs.set(JSON.stringify(job), run);
      await appendFile(file, `${JSON.stringify({ job, run })}\n`);
    },
  };
}
