import { cellOf, METHODS } from './settings.mjs';

/** The gains that were expected: ZO-DP-GD over ZO-DIFF2 in ‖∇F‖², in a simulation with Gaussian noise (four seeds, δ = 1e-5). */
const EXPECTED = { '2000 1': 0.7, '2000 3': 0.8, '10000 1': 1.2, '10000 3': 2.9, '50000 1': 5.5, '50000 3': 6.1 };

/** Cell by cell what the seeds gave that all methods have run with. */
export function summaryOf(jobs, runOf) {
  const cells = new Map();
  for (const job of jobs) {
    const name = cellOf(job);
    if (!cells.has(name)) cells.set(name, { name, data: job.data, records: job.records, epsilon: job.epsilon, jobs: [] });
    cells.get(name).jobs.push(job);
  }
  return [...cells.values()].map((cell) => summaryOfCell(cell, runOf)).filter(({ seeds }) => seeds > 0);
}

function summaryOfCell({ jobs, ...cell }, runOf) {
  const unfinished = new Set(jobs.filter((job) => runOf(job) === undefined).map(({ seed }) => seed));
  const complete = jobs.filter(({ seed }) => !unfinished.has(seed));
  const methods = Object.keys(METHODS).map((method) => {
    const own = complete.filter((job) => job.method === method);
    const runs = own.map(runOf);
    return {
      method,
      plan: planText(own[0], runs[0]),
      because: runs[0]?.algorithm.because,
      gradient: quartiles(runs.map(({ gradient }) => gradient)),
      gap: quartiles(runs.map(({ gap, initialGap }) => gap / initialGap)),
    };
  });
  const medianOf = (name) => methods.find(({ method }) => method === name).gradient.median;
  const better = Math.min(medianOf('zo-dp-gd'), medianOf('zo-diff2'));
  return {
    ...cell,
    seeds: complete.length / methods.length,
    methods,
    gain: medianOf('zo-dp-gd') / medianOf('zo-diff2'),
    expected: cell.data === 'synthetic' ? EXPECTED[`${cell.records} ${cell.epsilon}`] : undefined,
    auto: medianOf('auto') / better,
  };
}

/** R, T and η C₂ of a run. */
function planText(job, run) {
  if (job === undefined) return '';
  if (job.rate !== undefined) return `${job.rounds}, ${job.restart}, ${job.rate}`;
  const { cooldown } = run.algorithm.method;
  return `${run.rounds}, ${run.restart}, ${run.rate.toPrecision(2)}${cooldown > 0 ? ` ↘ ${cooldown}` : ''}`;
}

function quartiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => {
    const place = share * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
