import { expect, it } from 'vitest';
import type { Experiment, ExperimentObjective } from './experiment.js';
import { resolveExperimentFiles } from './files.js';

const resolved = (objective: ExperimentObjective): ExperimentObjective => {
  const experiment: Experiment = {
    name: 'a',
    seed: 1,
    objective,
    algorithm: { kind: 'fedzo' },
    rounds: 1,
    selection: { kind: 'all' },
    stop: {},
    codec: { dtype: 'f64' },
    observe: false,
    finalValue: true,
  };
  return resolveExperimentFiles(experiment, (path) => `/there/${path}`).objective;
};
const space = { dimension: 1, lower: 0, upper: 1, start: 0.5, timeoutSeconds: 1 };

it('every path of an experiment is resolved, and nothing else is touched', () => {
  expect(resolved({ kind: 'instance', file: 'a.json', noise: 0, failureRate: 0 })).toEqual({
    kind: 'instance',
    file: '/there/a.json',
    noise: 0,
    failureRate: 0,
  });
  expect(
    resolved([
      { kind: 'process', file: 'p.yaml' },
      { kind: 'process', command: ['python3', 'score.py'], directory: 'work', ...space },
      { kind: 'tensorflow', model: 'm.json', data: 'd.json', metric: 'accuracy', relative: false, ...space },
    ]),
  ).toEqual([
    { kind: 'process', file: '/there/p.yaml' },
    { kind: 'process', command: ['python3', 'score.py'], directory: '/there/work', ...space },
    { kind: 'tensorflow', model: '/there/m.json', data: '/there/d.json', metric: 'accuracy', relative: false, ...space },
  ]);
  expect(resolved({ kind: 'remote' })).toEqual({ kind: 'remote' });
});
