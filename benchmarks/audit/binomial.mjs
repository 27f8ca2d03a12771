// Exact tails of the binomial distribution: by summing its terms, which trials of this size allow.

const lnFactorials = [0];

function lnFactorial(n) {
  for (let k = lnFactorials.length; k <= n; k++) lnFactorials.push(lnFactorials[k - 1] + Math.log(k));
  return lnFactorials[n];
}

/** P[Bin(n, p) ≤ k]. Relative error some 1e-11, above 1e-300. O(√n) terms. */
export function binomialTail(k, n, p) {
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  // From the far side where that is the lesser part.
  if (k > n * p) return 1 - sumDown(n - k - 1, n, 1 - p);
  return sumDown(k, n, p);
}

function sumDown(k, n, p) {
  let term = Math.exp(lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = term;
  for (let j = k; j > 0 && term > 1e-18 * sum; j--) {
    term *= (j / (n - j + 1)) * ((1 - p) / p);
    sum += term;
  }
  return sum;
}

/** The upper end of the one-sided Clopper–Pearson interval: the largest p under which `k` or fewer of `n` have probability `risk`, rounded up. */
export function upperRate(k, n, risk) {
  if (k >= n) return 1;
  return bisected((p) => binomialTail(k, n, p) > risk, k / n, 1);
}

/** A count that Bin(n, p) exceeds with probability `risk` at most. */
export function upperCount(n, p, risk) {
  let low = Math.floor(n * p);
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    // 1 − the tail, without what rounding leaves of it.
    if (binomialTail(n - middle - 1, n, 1 - p) > risk) low = middle + 1;
    else high = middle;
  }
  return high;
}

function bisected(isBelow, from, to) {
  let [low, high] = [from, to];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return high;
}
