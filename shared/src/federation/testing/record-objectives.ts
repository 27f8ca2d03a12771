import { createStream } from '../../numeric/random-stream.js';
import type { SynchronousObjective } from '../../objectives/objective.js';

export interface RecordProblem {
  readonly objectives: readonly SynchronousObjective[];
  /** Where F is least: the mean record. */
  readonly minimum: Float64Array;
}

/**
 * Clients with records z, ℓ(x; z) = ½‖x − z‖²: the gradient is x − z, its change from x to y is y − x whatever z. They tell losses and gradients
 * of records. Equal numbers of records everywhere; `shift` gives other data.
 */
export function recordProblem(size: {
  readonly dimension: number;
  readonly clients: number;
  readonly records: number;
  readonly shift?: number;
}): RecordProblem {
  const { dimension, clients, records: count, shift = 0 } = size;
  const stream = createStream({ seed: 9, client: 0, round: 0, purpose: 'test' });
  const minimum = new Float64Array(dimension);
  const objectives = Array.from({ length: clients }, (): SynchronousObjective => {
    const records = Array.from({ length: count }, () =>
      Float64Array.from({ length: dimension }, () => 0.2 + shift + 0.2 * stream.uniform()),
    );
    for (const record of records) record.forEach((z, j) => (minimum[j] = minimum[j]! + z / (clients * count)));
    return {
      dimension,
      evaluate(x) {
        const losses = records.map((record) => record.reduce((sum, z, j) => sum + (x[j]! - z) ** 2 / 2, 0));
        const gradients = records.flatMap((record) => [...record].map((z, j) => x[j]! - z));
        const value = losses.reduce((sum, loss) => sum + loss / count, 0);
        return { kind: 'value', value, records: Float64Array.from(losses), gradients: Float64Array.from(gradients) };
      },
    };
  });
  return { objectives, minimum };
}
