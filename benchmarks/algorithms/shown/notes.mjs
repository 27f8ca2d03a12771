/** What a reader of the figures has to know. */
export const NOTES = [
  'Gap left: F of the best iterate so far, as an observer sees it without noise, as a share of the gap between F(x0) and the reference: F* where it has a closed form (quadratic, rosenbrock, rastrigin, ellipsoid), else the best value that any method found with that seed. There the method that found it counts as having solved the problem, and curves are drawn down to 0.1 %.',
  'Queries, bytes and round trips are those of all clients; up a trip are the bytes that one client sends in a round trip. What is won beyond the budget does not count; costs are exact to a round.',
  'Medians over seeds. A run that never got to a level counts as infinitely dear: a median is there only if more than half of the runs got there.',
  'Basis and line search, and projected L-BFGS, are no federated methods: they are given the mean of the values of all clients, counted as if they ran on the same wire, and all their line search in one trip. Where clients are away they are left out. NumPy CMA-ES and scikit-learn GP are programs in Python, counted in the same way but for the points themselves, which are sent; they are there only where Python has the libraries.',
  'Methods have their default options; scaffold2 regression is scaffold2 with estimator: regression-quadratic and 5 directions; fedzo tuned has the rate and the radius that left least of F on seeds of another series (of four and three, within the budgets of the quick suite).',
  'Attack: a run ends when F, the mean margin of ten networks, is below 0. Queries to 50 % are those within which half of the targets were fooled. Score: 1 − score of a classifier whose weights are tuned, averaged over clients; half of the best fall is half of what the best method won with that seed.',
  'Seeds are generated from the name of the series, and make the problem and the streams of its runs. No option was chosen by these seeds; --series gives others.',
];
