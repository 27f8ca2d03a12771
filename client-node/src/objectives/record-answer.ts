import { recordsOutcome, toUnitGradients, type Box, type Outcome } from '@fedzoo/shared/objectives';

/**
 * What a program or a module tells of its records: `records`, a loss each, and, if it knows them, `gradients`, a row of d numbers each, in the
 * units of the box. What is no number (JSON has null for that) is a record without a loss, or without a gradient. O(records · d).
 */
export function readRecords({ records, gradients }: { readonly records?: unknown; readonly gradients?: unknown }, box: Box): Outcome {
  if (!isList(records)) return { kind: 'failed', reason: '"records" must be a list of numbers, the loss of every record' };
  const losses = Float64Array.from({ length: records.length }, (_, i) => numberOf(records[i]));
  if (gradients === undefined) return recordsOutcome(losses);
  if (!isList(gradients) || gradients.length !== records.length)
    return { kind: 'failed', reason: '"gradients" must be a list of one row a record, or be left out' };
  const dimension = box.lower.length;
  const rows = new Float64Array(losses.length * dimension);
  for (let i = 0; i < gradients.length; i++) {
    const row = gradients[i];
    if (isList(row) && row.length !== dimension)
      return { kind: 'failed', reason: `a row of "gradients" has ${row.length} numbers, x has ${dimension}` };
    for (let j = 0; j < dimension; j++) rows[i * dimension + j] = isList(row) ? numberOf(row[j]) : Number.NaN;
  }
  return recordsOutcome(losses, toUnitGradients(box, rows));
}

function numberOf(given: unknown): number {
  return typeof given === 'number' ? given : Number.NaN;
}

function isList(given: unknown): given is ArrayLike<unknown> {
  return Array.isArray(given) || (ArrayBuffer.isView(given) && !(given instanceof DataView));
}
