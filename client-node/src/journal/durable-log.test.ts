import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedLogError, openDurableLog } from './durable-log.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fedzoo-log-'));
  path = join(directory, 'a.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

async function write(records: readonly string[]): Promise<void> {
  const log = openDurableLog(path, () => undefined);
  for (const record of records) log.append(Buffer.from(record));
  await log.close();
}

function readBack(): string[] {
  const records: string[] = [];
  void openDurableLog(path, (payload) => records.push(payload.toString())).close();
  return records;
}

describe('a durable log', () => {
  it('gives back its records in order, whatever bytes they hold', async () => {
    const records = ['', 'one', 'line\nbreak', 'x'.repeat(3_000_000), '0000000a 00000000 trap\n'];
    await write(records);
    expect(readBack()).toEqual(records);
  });

  it('gives back a record by the location it was appended at, before and after it is opened again', async () => {
    const log = openDurableLog(path, () => undefined);
    log.append(Buffer.from('before'));
    const location = log.append(Buffer.from('the one'));
    expect(log.read(location).toString()).toBe('the one');
    await log.close();
    const again = openDurableLog(path, () => undefined);
    expect(again.read(location).toString()).toBe('the one');
    await again.close();
  });

  it('cut at any byte of its last record, loses that record and no other', async () => {
    await write(['first', 'second', 'third']);
    const whole = readFileSync(path);
    const lastBytes = 18 + 'third'.length + 1;
    for (let cut = 1; cut <= lastBytes; cut++) {
      writeFileSync(path, whole.subarray(0, whole.length - cut));
      expect(readBack()).toEqual(['first', 'second']);
      expect(statSync(path).size).toBe(whole.length - lastBytes);
    }
  });

  it('goes on behind the last whole record after a torn end', async () => {
    await write(['first', 'second']);
    truncateSync(path, statSync(path).size - 3);
    await write(['third']);
    expect(readBack()).toEqual(['first', 'third']);
  });

  it('drops a tail of zeros or of noise, as a power cut leaves it', async () => {
    await write(['first']);
    appendFileSync(path, Buffer.alloc(5000));
    expect(readBack()).toEqual(['first']);
    appendFileSync(path, '0000000a deadbeef 0123456789\n');
    expect(readBack()).toEqual(['first']);
  });

  it('refuses a file that is damaged before its end, and names it', async () => {
    await write(['first', 'second', 'third']);
    const bytes = readFileSync(path);
    bytes[20] = bytes[20]! ^ 1;
    writeFileSync(path, bytes);
    expect(() => openDurableLog(path, () => undefined)).toThrow(DamagedLogError);
    expect(() => openDurableLog(path, () => undefined)).toThrow(/a\.log: the record at byte 0 is damaged.*Restore/);
  });

  it('shares one sync among flushes that wait at the same time, and resolves each', async () => {
    const log = openDurableLog(path, () => undefined);
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        log.append(Buffer.from(String(index)));
        return log.flush();
      }),
    );
    await log.close();
    expect(readBack()).toHaveLength(200);
  });
});
