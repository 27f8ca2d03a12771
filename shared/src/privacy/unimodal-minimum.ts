const GOLDEN = 0.6180339887498949;

/** The least value of a function with one valley on [low, high], by golden-section search down to a relative `tolerance` of x. */
export function leastValue(f: (x: number) => number, low: number, high: number, tolerance = 1e-9): number {
  let a = low;
  let b = high;
  let left = b - GOLDEN * (b - a);
  let right = a + GOLDEN * (b - a);
  let atLeft = f(left);
  let atRight = f(right);
  let best = Math.min(atLeft, atRight);
  while (b - a > tolerance * Math.max(1, Math.abs(a), Math.abs(b))) {
    if (atLeft <= atRight) {
      b = right;
      right = left;
      atRight = atLeft;
      left = b - GOLDEN * (b - a);
      atLeft = f(left);
    } else {
      a = left;
      left = right;
      atLeft = atRight;
      right = a + GOLDEN * (b - a);
      atRight = f(right);
    }
    best = Math.min(best, atLeft, atRight);
  }
  return best;
}
