// The algorithm of src/numeric/scalar/trigonometry.ts, two lanes at a time; coefficients and their origin are stated there.

/** 1 if every element lies within ±2²⁰ (a NaN does not). */
export function withinTrigonometricRange(x: usize, count: i32): bool {
  for (const end = x + ((<usize>count) << 3); x < end; x += 8) if (!(abs(load<f64>(x)) <= 1048576)) return false;
  return true;
}

/** `spare`: 48 bytes of scratch, where the last element of an odd count is computed, beside itself. */
export function sinCos(sines: usize, cosines: usize, x: usize, count: i32, spare: usize): void {
  turn(sines, cosines, x, 0, count, 1, spare);
}

/** x[j] ← amplitude·cos(x[j] + phases[j]). Returns false, nothing written, if one of the sums lies outside the range. */
export function phasedCosines(x: usize, phases: usize, count: i32, amplitude: f64, spare: usize): bool {
  const bytes = (<usize>count) << 3;
  const pairs = bytes & ~15;
  let within = i64x2.splat(-1);
  for (let at: usize = 0; at < pairs; at += 16) {
    const size = f64x2.abs(f64x2.add(v128.load(x + at), v128.load(phases + at)));
    within = v128.and(within, f64x2.le(size, f64x2.splat(1048576)));
  }
  if (!i64x2.all_true(within)) return false;
  if (pairs < bytes && !(abs(load<f64>(x + pairs) + load<f64>(phases + pairs)) <= 1048576)) return false;
  turn(0, x, x, phases, count, amplitude, spare);
  return true;
}

/** Sines and cosines of x, or with phases amplitude·cos(x + phases) alone. */
function turn(sines: usize, cosines: usize, x: usize, phases: usize, count: i32, amplitude: f64, spare: usize): void {
  const scale = f64x2.splat(amplitude);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    let value = v128.load(x);
    if (phases != 0) {
      value = f64x2.add(value, v128.load(phases));
      phases += 16;
    }
    const round = f64x2.splat(6755399441055744);
    const shifted = f64x2.add(f64x2.mul(value, f64x2.splat(6.36619772367581382433e-1)), round);
    const k = f64x2.sub(shifted, round);
    const t = f64x2.sub(value, f64x2.mul(k, f64x2.splat(1.57079632673412561417)));
    const w = f64x2.mul(k, f64x2.splat(6.07710050650619224932e-11));
    const r = f64x2.sub(t, w);
    const low = f64x2.sub(f64x2.sub(t, r), w);
    const z = f64x2.mul(r, r);

    const v = f64x2.mul(z, r);
    let s = f64x2.splat(1.58969099521155010221e-10);
    s = f64x2.add(f64x2.splat(-2.50507602534068634195e-8), f64x2.mul(z, s));
    s = f64x2.add(f64x2.splat(2.75573137070700676789e-6), f64x2.mul(z, s));
    s = f64x2.add(f64x2.splat(-1.98412698298579493134e-4), f64x2.mul(z, s));
    s = f64x2.add(f64x2.splat(8.33333333332248946124e-3), f64x2.mul(z, s));
    const inner = f64x2.sub(f64x2.mul(f64x2.splat(0.5), low), f64x2.mul(v, s));
    const sine = f64x2.sub(r, f64x2.sub(f64x2.sub(f64x2.mul(z, inner), low), f64x2.mul(v, f64x2.splat(-1.66666666666666324348e-1))));

    const zz = f64x2.mul(z, z);
    let head = f64x2.add(f64x2.splat(-1.38888888888741095749e-3), f64x2.mul(z, f64x2.splat(2.48015872894767294178e-5)));
    head = f64x2.add(f64x2.splat(4.16666666666666019037e-2), f64x2.mul(z, head));
    let rest = f64x2.add(f64x2.splat(2.0875723212981748279e-9), f64x2.mul(z, f64x2.splat(-1.13596475577881948265e-11)));
    rest = f64x2.add(f64x2.splat(-2.75573143513906633035e-7), f64x2.mul(z, rest));
    const tail = f64x2.add(f64x2.mul(z, head), f64x2.mul(f64x2.mul(zz, zz), rest));
    const half = f64x2.mul(f64x2.splat(0.5), z);
    const one = f64x2.splat(1);
    const u = f64x2.sub(one, half);
    const cosine = f64x2.add(u, f64x2.add(f64x2.sub(f64x2.sub(one, u), half), f64x2.sub(f64x2.mul(z, tail), f64x2.mul(r, low))));

    // The low bits of `shifted` are k modulo 4: an odd k swaps sine and cosine, k and k + 1 of 2 or 3 turn the signs.
    const odd = i64x2.sub(i64x2.splat(0), v128.and(shifted, i64x2.splat(1)));
    const two = i64x2.splat(2);
    const cosineSign = i64x2.shl(v128.and(i64x2.add(shifted, i64x2.splat(1)), two), 62);
    const turned = v128.xor(v128.bitselect(sine, cosine, odd), cosineSign);
    if (phases != 0) v128.store(cosines, f64x2.mul(scale, turned));
    else {
      const sineSign = i64x2.shl(v128.and(shifted, two), 62);
      v128.store(sines, v128.xor(v128.bitselect(cosine, sine, odd), sineSign));
      v128.store(cosines, turned);
      sines += 16;
    }
    x += 16;
    cosines += 16;
  }
  if (count & 1) {
    v128.store(spare, v128.load_splat<f64>(x));
    if (phases != 0) v128.store(spare + 16, v128.load_splat<f64>(phases));
    turn(spare + 16, spare + 32, spare, phases != 0 ? spare + 16 : 0, 2, amplitude, spare);
    if (phases == 0) store<f64>(sines, load<f64>(spare, 16));
    store<f64>(cosines, load<f64>(spare, 32));
  }
}
