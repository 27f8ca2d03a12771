/**
 * The least x ≥ 0 at which a condition that stays true once it is true holds: the upper end of the last interval of a bisection down to
 * neighbouring doubles, so the condition holds at the result. `start` > 0 is where the search begins, any size will do. ∞ where the
 * condition holds nowhere below 1e300.
 */
export function leastWhere(holds: (x: number) => boolean, start: number): number {
  if (holds(0)) return 0;
  let below = 0;
  let above = start;
  while (!holds(above)) {
    if (above > 1e300) return Infinity;
    below = above;
    above *= 2;
  }
  for (;;) {
    // Halving from 0 would take a thousand steps to a small result; a quarter of a positive end takes few.
    const middle = below === 0 && above > 1e-290 ? above / 4 : below + (above - below) / 2;
    if (!(middle > below && middle < above) || above < 1e-290) return above;
    if (holds(middle)) above = middle;
    else below = middle;
  }
}
