import { beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from '../privacy/reference-vectors.js';
import { ensureBuilt } from '../support/built.js';
import { runFedzoo } from '../support/launcher.js';

beforeAll(() => {
  ensureBuilt();
});

async function answer(...args: string[]): Promise<Record<string, number | string | null>> {
  const { code, stdout, stderr } = await runFedzoo(['privacy', ...args, '--json']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, number | string | null>;
}

const near = (value: number | string | null | undefined, reference: number): number => Math.abs(Number(value) / reference - 1);

describe('fedzoo privacy account', () => {
  it('prints the ε of the reference vectors', async () => {
    for (const e of entriesOf('gaussian', 'schedules').filter(
      (entry) => entry.text('name') === 'single' && entry.number('delta') === 1e-6,
    )) {
      const { epsilon, mu, ...rest } = await answer(
        'account',
        '--noise-multiplier',
        e.text('m1'),
        '--rounds',
        e.text('R'),
        '--delta',
        e.text('delta'),
      );
      expect(near(epsilon, e.number('eps'))).toBeLessThan(1e-12);
      expect(near(mu, e.number('mu'))).toBeLessThan(1e-12);
      expect(rest).toEqual({ delta: e.number('delta'), relation: 'add-remove', accountant: 'gaussian' });
    }
  });

  it('prints the tight ε of a sampled plan, from above, without a μ', async () => {
    const e = entriesOf('tight', 'composed').find((entry) => entry.text('parts') === '0.1 1 100' && entry.number('delta') === 1e-5)!;
    const spent = await answer('account', '--noise-multiplier', '1', '--rounds', '100', '--delta', '1e-5', '--sampling-rate', '0.1');
    expect(Number(spent.epsilon) / e.number('eps')).toBeGreaterThanOrEqual(1);
    expect(near(spent.epsilon, e.number('eps'))).toBeLessThan(1e-5);
    expect(spent).toMatchObject({ mu: null, relation: 'add-remove', accountant: 'privacy-loss-distribution' });
  });

  it('prints a bound without replacement where neighbours are of equal size', async () => {
    const args = ['account', '--noise-multiplier', '2', '--rounds', '10', '--delta', '1e-5', '--relation', 'replace-one'];
    const [all, some] = [await answer(...args), await answer(...args, '--sampling-rate', '0.05')];
    expect(all).toMatchObject({ relation: 'replace-one', accountant: 'gaussian' });
    expect(some).toMatchObject({ relation: 'replace-one', accountant: 'renyi-without-replacement', mu: null });
    expect(Number(some.epsilon)).toBeLessThan(Number(all.epsilon));
  });

  it('prints a sheet for people, which says that no run is private yet', async () => {
    const { code, stdout } = await runFedzoo(['privacy', 'account', '--noise-multiplier', '10', '--rounds', '100', '--delta', '1e-5']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^epsilon +4\.37718$/m);
    expect(stdout).toMatch(/^neighbours +add-remove: one member more or less$/m);
    expect(stdout).toMatch(/A run in which all take part draws discrete noise/);
  });
});

describe('fedzoo privacy plan', () => {
  it('prints the noise of the reference vectors, and what it spends', async () => {
    const [e] = entriesOf('gaussian', 'calibration').filter((entry) => entry.number('eps') === 1 && entry.number('delta') === 1e-5);
    const plan = await answer('plan', '--epsilon', '1', '--delta', '1e-5', '--rounds', '1');
    expect(near(plan.noiseMultiplier, e!.number('sigma'))).toBeLessThan(1e-12);
    expect(Number(plan.epsilon)).toBeLessThanOrEqual(1);
    expect(Object.keys(plan)).toEqual(['epsilon', 'delta', 'mu', 'relation', 'accountant', 'noiseMultiplier']);
    const spent = await answer('account', '--noise-multiplier', String(plan.noiseMultiplier), '--rounds', '1', '--delta', '1e-5');
    expect(spent.epsilon).toBe(plan.epsilon);
  });

  it('plans restarts and differences, whose costs add up to μ²', async () => {
    const plan = await answer('plan', '--epsilon', '3', '--delta', '1e-6', '--rounds', '101', '--restart', '10', '--records', '10000');
    expect(Object.keys(plan)).toEqual([
      'epsilon',
      'delta',
      'mu',
      'relation',
      'accountant',
      'restartNoiseMultiplier',
      'differenceNoiseMultiplier',
      'restarts',
      'differences',
    ]);
    expect(plan).toMatchObject({ restarts: 11, differences: 90 });
    const cost = 11 / Number(plan.restartNoiseMultiplier) ** 2 + 90 / Number(plan.differenceNoiseMultiplier) ** 2;
    expect(near(cost, Number(plan.mu) ** 2)).toBeLessThan(1e-12);
  });

  it('needs less noise where cohorts are sampled in secret', async () => {
    const args = ['plan', '--epsilon', '2', '--delta', '1e-5', '--rounds', '100'];
    const [all, some] = [await answer(...args), await answer(...args, '--sampling-rate', '0.1')];
    expect(Number(some.noiseMultiplier)).toBeLessThan(Number(all.noiseMultiplier) / 4);
    expect(some).toMatchObject({ mu: null, accountant: 'privacy-loss-distribution' });
    expect(Number(some.epsilon)).toBeLessThanOrEqual(2);
  });

  it('prints a table for people, with the noise of a mean', async () => {
    const { code, stdout } = await runFedzoo([
      'privacy',
      'plan',
      '--epsilon',
      '1',
      '--delta',
      '1e-6',
      '--rounds',
      '50',
      '--restart',
      '5',
      '--unit',
      'client',
      '--clients',
      '1000',
      '--relation',
      'replace-one',
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^protects +a client, 1000 of them$/m);
    expect(stdout).toMatch(/^RELEASE +ROUNDS +NOISE MULTIPLIER +STD OF THE SUM +STD OF THE MEAN$/m);
    expect(stdout).toMatch(/^restart, radius C1 +10 /m);
    expect(stdout).toMatch(/^difference, radius C2·\|Δx\| +40 /m);
  });
});

describe('what is wrong at the keyboard', () => {
  const plan = ['plan', '--epsilon', '1', '--delta', '1e-5', '--rounds', '10'];
  const spent = ['account', '--noise-multiplier', '1', '--delta', '1e-5', '--rounds', '10'];
  it.each<[string, string[], RegExp]>([
    [
      'δ not below 1/n',
      [...plan, '--records', '1000', '--delta', '0.001'],
      /^fedzoo: --delta: is 0\.001, not below 1\/1000: .* choose a delta well below/,
    ],
    ['noise that is no number', [...spent, '--noise-multiplier', 'NaN'], /^fedzoo: --noise-multiplier: is "NaN"/],
    ['a rate above 1', [...spent, '--sampling-rate', '1.5'], /^fedzoo: --sampling-rate: is "1\.5"; give a number above 0 and at most 1/],
    ['a relation that is none', [...spent, '--relation', 'zero-out'], /^fedzoo: --relation: is "zero-out"; give add-remove or replace-one/],
    ['no δ', ['plan', '--epsilon', '1', '--rounds', '1'], /required option '--delta <d>' not specified/],
  ])('%s ends with 2 and the way out', async (_, args, message) => {
    const { code, stdout, stderr } = await runFedzoo(['privacy', ...args]);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
