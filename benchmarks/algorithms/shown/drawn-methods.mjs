/** There are this many colours. */
const MOST = 8;
/** Left to the tables where lines are too many, in this order. */
const SPARE = ['basis and line search', 'NumPy CMA-ES', 'scikit-learn GP', 'fzoos-shared-design', 'fzoos-adaptive'];

/** Which of the methods have a line in charts. */
export function drawnMethods(methods) {
  const spare = SPARE.filter((method) => methods.includes(method)).slice(0, Math.max(0, methods.length - MOST));
  return methods.filter((method) => !spare.includes(method));
}
