/**
 * An objective as a JavaScript module. `x` is an array in natural units; the answer is a number to be minimised,
 * `{ infeasible: true }`, or a promise of either. What is thrown counts as a failed evaluation.
 */
export function evaluate(x, { clientNumber, options }) {
  if (x.some((coordinate) => Math.abs(coordinate) > options.limit)) return { infeasible: true };
  const centre = (clientNumber % 5) - 2;
  return x.reduce((sum, coordinate) => sum + (coordinate - centre) ** 2, 0) / x.length;
}
