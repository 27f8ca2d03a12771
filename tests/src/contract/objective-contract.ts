import type { Objective, Outcome } from '@fedzoo/shared/objectives';
import { expect, it } from 'vitest';

export interface ObjectiveUnderTest {
  readonly objective: Objective;
  /** Whether x outside [0,1]^d is projected on it. Default true. */
  readonly projects?: boolean;
}

const KINDS = ['value', 'infeasible', 'failed', 'timedOut'];

/** The laws every objective keeps, whatever stands behind it; call it inside a `describe`. `open` makes one, fresh, that can be asked. */
export function obeysTheLawsOfObjectives(open: () => ObjectiveUnderTest | Promise<ObjectiveUnderTest>): void {
  const point = (dimension: number, phase: number): Float64Array =>
    new Float64Array(dimension).map((_, j) => 0.5 + 0.4 * Math.sin(phase + 2.3 * j));

  it('ends every evaluation with a known outcome, and a value is finite', async () => {
    const { objective } = await open();
    for (let query = 0; query < 10; query++) expectLawful(await objective.evaluate(point(objective.dimension, query), query));
  });

  it('answers the same for the same point and the same number of the query, in whatever order it is asked', async () => {
    const { objective } = await open();
    const points = Array.from({ length: 6 }, (_, i) => point(objective.dimension, i));
    const forwards = await inOrder(points.map((x, query) => () => objective.evaluate(x, query)));
    const backwards = await inOrder(points.map((x, query) => () => objective.evaluate(x, query)).reverse());
    expect(backwards.reverse()).toEqual(forwards);
  });

  it('leaves the point it was given as it was', async () => {
    const { objective } = await open();
    const x = point(objective.dimension, 1);
    await objective.evaluate(x, 0);
    expect([...x]).toEqual([...point(objective.dimension, 1)]);
  });

  it('projects on the box, or says nothing about points outside it', async () => {
    const { objective, projects = true } = await open();
    if (!projects) return;
    const outside = point(objective.dimension, 2).map((v, j) => (j % 2 === 0 ? v + 2 : v - 2));
    const projected = outside.map((v) => Math.min(1, Math.max(0, v)));
    expect(await objective.evaluate(outside, 3)).toEqual(await objective.evaluate(projected, 3));
  });

  it('throws at a point of another dimension: that is a mistake of the program, not an outcome', async () => {
    const { objective } = await open();
    const wrong = new Float64Array(objective.dimension + 1);
    await expect(async () => objective.evaluate(wrong, 0)).rejects.toThrow(/x: has \d+ coordinates, must have \d+/);
  });
}

function expectLawful(outcome: Outcome): void {
  expect(KINDS).toContain(outcome.kind);
  if (outcome.kind === 'value') expect(Number.isFinite(outcome.value)).toBe(true);
  if (outcome.kind === 'failed') expect(outcome.reason).not.toBe('');
}

async function inOrder(asks: readonly (() => Outcome | Promise<Outcome>)[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const ask of asks) outcomes.push(await ask());
  return outcomes;
}
