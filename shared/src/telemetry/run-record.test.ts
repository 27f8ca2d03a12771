import { describe, expect, it } from 'vitest';
import { parseRoundRow } from './round-row.js';
import { parseRunRecord, type RunRecord } from './run-record.js';

const record: RunRecord = {
  name: 'quadratic',
  seed: 7,
  algorithm: { kind: 'fzoos', localIterations: 10 },
  codec: { dtype: 'f32', upload: 1000, because: 'f32, as f64 takes 2473: at most 1275 of 2000 bytes up a client and round' },
  rounds: 50,
  queries: 26_800,
  observerQueries: 255,
  value: { initial: 3.3, best: -0.02, final: null },
  finalX: [0.4, 0.5],
  bytes: { up: 10, down: 20 },
  seconds: 1.5,
  stopped: 'rounds',
};
const row = { round: 0, queries: 0, value: null, best: null, bytesUp: 0, bytesDown: 0, seconds: 0, clients: 0 };

describe('a run record', () => {
  it('is read back as it was written', () => {
    expect(parseRunRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it.each([
    [{ seed: -1 }, 'seed: is -1, must be a whole number, at least 0'],
    [{ value: { initial: 1, best: 'x', final: 1 } }, 'value.best: is "x", must be a finite number'],
    [{ finalX: [1, null] }, 'finalX: is [1,null], must be a list of finite numbers'],
    [{ stopped: 'tired' }, 'stopped: is "tired", must be one of rounds, value, queries, seconds, operator, interrupted'],
    [{ algorithm: {} }, 'algorithm.kind: is missing, must be a text'],
    [{ codec: {} }, 'codec.dtype: is missing, must be a text'],
    [{ bytes: null }, 'bytes: is null, must be an object'],
  ])('with %o is refused, naming the field', (change, message) => {
    expect(() => parseRunRecord({ ...record, ...change })).toThrow(message);
  });
});

describe('a row', () => {
  it('is read back as it was written, with or without its iterate', () => {
    expect(parseRoundRow(row)).toEqual(row);
    expect(parseRoundRow({ ...row, iterate: [0.5] })).toEqual({ ...row, iterate: [0.5] });
  });

  it('that lacks a field is refused', () => {
    expect(() => parseRoundRow({ ...row, clients: undefined })).toThrow('clients: is missing, must be a whole number, at least 0');
  });
});
