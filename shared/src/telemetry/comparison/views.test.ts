import { describe, expect, it } from 'vitest';
import { textTable } from '../text-table.js';
import { comparisonCsv } from './csv.js';
import { comparisonFigure } from './figures.js';
import { renderComparison, renderComparisonSvg } from './page.js';
import { runOf } from './testing/small-runs.js';
import { profileFigure } from './profile-figure.js';
import { standaloneSvg } from './standalone-svg.js';
import { summarise } from './summary.js';
import { comparisonNote, comparisonTable } from './table.js';

const runs = [
  runOf('quick', [10, 2, 0.1, 0.01]),
  runOf('quick', [10, 3, 0.3, 0.02], { seed: 2 }),
  runOf('slow', [10, 8, 6, 4]),
  runOf('slow', [10, 9, 7, 5], { seed: 2 }),
];
const size = { width: 520, height: 320, legend: 'above' } as const;

describe('the table', () => {
  it('has a row an experiment: medians, quartiles in brackets, and how many got to a target where not all did', () => {
    const text = textTable(comparisonTable(summarise(runs, [0.1])));
    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['Experiment', 'Runs', 'Queries', 'Bytes', 'Rounds (trips)', 'Final F', 'Best F', 'To 10 %'],
      ['quick', '2', '30', '600 B', '3 (3)', '0.015000 [0.0125, 0.0175]', '0.015000 [0.0125, 0.0175]', '20'],
      ['slow', '2', '30', '600 B', '3 (3)', '4.5000 [4.25, 4.75]', '4.5000 [4.25, 4.75]', '-'],
      [''],
    ]);
  });

  it('shows one run as it is', () => {
    expect(comparisonTable(summarise([runs[2]!], [0.5])).rows).toEqual([['slow', '1', '30', '600 B', '3 (3)', '4.0000', '4.0000', '20']]);
  });

  it('says what the targets are shares of, and what was cut short', () => {
    expect(comparisonNote(summarise(runs, [0.1]))).toContain(
      'F(x0) = 10.000 and the best value of all these runs, 0.010000 (10 %: F <= 1.0090)',
    );
    expect(comparisonNote(summarise([runOf('a', [1])]))).toContain('no common target');
    expect(comparisonNote(summarise([runOf('a', [2, 1], { isPartial: true })]))).toContain('Interrupted, so as far as it went: a.');
  });
});

describe('the plot', () => {
  it('has a line and a band an experiment, and a log scale where values are positive and far apart', () => {
    const { svg } = comparisonFigure(runs, { cost: 'queries', ...size });
    expect(svg.match(/class="band"/g)).toHaveLength(2);
    expect(svg).toContain('best F (log scale)');
    expect(svg).toContain('queries, all clients<');
  });

  it('is the distance to the optimum where that is known, also below zero', () => {
    const below = runs.map((run) => ({ ...run, rows: run.rows.map((row) => ({ ...row, best: row.best! - 20 })), optimum: -20 }));
    expect(comparisonFigure(below, { cost: 'queries', ...size }).svg).toContain('best F \u2212 F* (log scale)'.replace('\u2212', '−'));
    expect(
      comparisonFigure(
        below.map(({ experiment, seed, rows }) => ({ experiment, seed, rows })),
        { cost: 'queries', ...size },
      ).svg,
    ).toContain('>best F<');
  });

  it('has a log scale of costs where experiments end far apart, and shows the start at its edge', () => {
    const { svg } = comparisonFigure([runOf('a', [9, 8, 7]), runOf('b', [9, 8, 7], { queriesARound: 1000 })], { cost: 'queries', ...size });
    expect(svg).toContain('queries, all clients (log scale)');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('names what the values are where they are neither F nor a distance', () => {
    expect(comparisonFigure(runs, { cost: 'queries', yLabel: 'share left', ...size }).svg).toContain('share left');
  });

  it('as a file of its own is one SVG with its colours in it, light and dark', () => {
    const svg = renderComparisonSvg(runs);
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><style>[^<]*prefers-color-scheme:dark[^<]*<\/style>/);
    expect(svg.match(/<svg/g)).toHaveLength(1);
  });
});

describe('the profile figure', () => {
  const budgets = [0, 10, 20];
  const profiles = [
    { experiment: 'quick', shares: [0, 0.5, 1] },
    { experiment: 'slow', shares: [0, 0, 0.25] },
  ];
  const svg = profileFigure(profiles, { budgets, title: 'd = 20', ...size });

  it('has a line an experiment, in percent, and says where each ends', () => {
    expect(svg).toContain('>slow<');
    expect(svg).toContain('d = 20: quick 100 %, slow 25 %');
    expect(svg).toContain('% of problems solved');
  });

  it('becomes a file of its own, with its colours in it', () => {
    const file = standaloneSvg(svg, size);
    expect(file).toContain('viewBox="-24 -20 568 360"');
    expect(file).toMatch(/^<svg [^>]*><style>svg\{/);
  });
});

describe('the CSV', () => {
  it('has a row a round, experiment and seed, with text that is quoted where it must be', () => {
    const [head, first, second] = comparisonCsv([{ ...runOf('a, "b"', [null, 2]), trips: [0, 2] }]).split('\n');
    expect(head).toBe('experiment,seed,round,queries,value,best,bytesUp,bytesDown,trips,seconds,clients');
    expect(first).toBe('"a, ""b""",1,0,0,,,0,0,0,0,0');
    expect(second).toBe('"a, ""b""",1,1,10,2,2,100,100,2,1,5');
  });
});

describe('the page', () => {
  const html = renderComparison({
    runs,
    summary: summarise(runs, [0.1, 1e-9]),
    kind: '2 experiments',
    command: "npx fedzoo compare a.yaml --set name='<b>'",
    settings: { quick: { seed: 1, algorithm: { kind: 'fzoos' } } },
    notes: ['<script>alert(1)</script>'],
  });

  it('needs nothing else, and escapes what it is given', () => {
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|https?:(?!\/\/www\.w3\.org)/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('says who is best, and who gets to the hardest target that somebody reaches', () => {
    expect(html).toContain('Lowest best F');
    expect(html).toMatch(/Fewest queries to 10 %.*?>20<.*?quick alone/s);
    expect(html.match(/<svg class="chart"/g)).toHaveLength(4);
    expect(html.match(/<svg class="swatch"/g)).toHaveLength(2);
  });
});
