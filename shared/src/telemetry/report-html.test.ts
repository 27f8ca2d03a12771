import { describe, expect, it } from 'vitest';
import { renderReport, type ReportContext } from './report-html.js';
import type { RoundRow } from './round-row.js';
import { parseRunRecord, type RunRecord } from './run-record.js';

const rows: RoundRow[] = Array.from({ length: 101 }, (_, round) => {
  const value = 3 * 0.8 ** round - 0.02;
  return {
    round,
    queries: round * 535,
    value,
    best: value,
    bytesUp: round * 1e5,
    bytesDown: round * 1e5,
    seconds: round * 0.2,
    clients: round === 0 ? 0 : 5,
  };
});
const record: RunRecord = {
  name: 'quadratic',
  seed: 7,
  algorithm: { kind: 'fzoos', localIterations: 10 },
  codec: { dtype: 'f64' },
  rounds: 100,
  queries: 53_500,
  observerQueries: 505,
  value: { initial: 2.98, best: -0.02, final: -0.02 },
  finalX: Array<number>(300).fill(0.475),
  bytes: { up: 1e7, down: 1e7 },
  seconds: 20,
  stopped: 'queries',
};
const context: ReportContext = {
  command: 'npx fedzoo simulate quadratic.yaml --out runs/a',
  settings: { clients: 5, objective: { kind: 'instance', file: 'a.json' } },
};

describe('a report', () => {
  it('shows the figures, the curves, the rounds, the settings and the command', () => {
    const html = renderReport(record, rows, {
      ...context,
      outcomes: { value: 53_497, infeasible: 0, failed: 3, timedOut: 0 },
      notes: ['A note.'],
    });
    for (const shown of [
      '53,500',
      '20.0\u00a0MB',
      'the queries were spent',
      '300 variables',
      'Against queries',
      'Against bytes',
      'objective.file',
      'algorithm.localIterations',
      context.command,
      '53,497',
      'A note.',
    ]) {
      expect(html).toContain(shown);
    }
  });

  it('needs nothing from anywhere: no script, no address, and a policy that forbids both', () => {
    const html = renderReport(record, rows, context);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|<img|@import|url\(|\bsrc=|\bhref=/i);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('://');
  });

  it('escapes everything it was given', () => {
    const evil = '"><script>alert(1)</script>\u0000';
    const html = renderReport({ ...record, name: evil, algorithm: { kind: evil, [evil]: evil } }, rows, {
      command: evil,
      lead: evil,
      settings: { [evil]: evil },
      notes: [evil],
      tables: [{ title: evil, note: evil, columns: [{ label: evil }], rows: [[evil]] }],
    });
    expect(html).not.toContain('<script');
    expect(html).not.toContain('\u0000');
    expect(html).toContain('&quot;&gt;&lt;script&gt;');
  });

  it('thins a long table but keeps both ends and the best round', () => {
    const best = rows.map((row) => (row.round === 34 ? { ...row, value: -1, best: -1 } : row));
    const html = renderReport({ ...record, value: { ...record.value, best: -1 } }, best, context);
    const shown = [...html.matchAll(/<tr(?: class="(\w+)")?><td class="number">(\d+)<\/td>/g)].map(
      ([, mark, round]) => `${round}${mark === undefined ? '' : ' marked'}`,
    );
    expect(shown).toHaveLength(41);
    for (const round of ['0', '34 marked', '100']) expect(shown).toContain(round);
  });

  it('is made of a run that knows no value, or that never began', () => {
    const unknown = rows.map((row) => ({ ...row, value: null, best: null }));
    const silent = { ...record, rounds: 0, value: { initial: null, best: null, final: null }, stopped: 'interrupted' as const };
    for (const some of [unknown, []]) {
      const html = renderReport(silent, some, context);
      expect(html).toContain('No values are known');
      expect(html).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe('the report of a run whose clip radius was adapted', () => {
  const spent = {
    epsilon: 3,
    delta: 1e-6,
    unit: 'record',
    relation: 'replace-one',
    trust: 'central',
    releases: 50,
    clipRadius: 2.5,
  } as const;
  const design = {
    epsilon: 3,
    dataSet: 'ward 7',
    budget: 3,
    members: 1_000,
    clip: { restart: 0.5, difference: 0.5, adapted: { quantile: 0.5, countNoise: 14 } },
    restart: 1,
    noise: { restart: 7, difference: 7 },
  };

  it('has the last radius, the noise on the vector beside the count, where it began and what it was to reach', () => {
    const html = renderReport({ ...record, privacy: spent }, rows, { ...context, privacy: design });
    // 7 (1 − (7/14)²)^−½ = 8.083, twice that times 2.5, and by n.
    for (const shown of [
      'whole, last radius',
      '2.50',
      '8.08',
      '40.4',
      '0.0404',
      'begins at 0.500',
      'a share of 0.5 of the members',
      '15 % more',
    ])
      expect(html).toContain(shown);
  });

  it('is that of the run record, which is read back with it', () => {
    expect(parseRunRecord(JSON.parse(JSON.stringify({ ...record, privacy: spent }))).privacy).toEqual(spent);
  });
});
