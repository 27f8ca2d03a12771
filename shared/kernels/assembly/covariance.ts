// The formulas of src/numeric/covariance.ts and the exponential of src/numeric/elementary.ts, two lanes at a time.

/** 2^k for whole k of a normal power: the low bits of 1.5·2⁵² + 1023 + k are its exponent. */
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, f64x2.splat(6755399441056767)), 52);
}

/** exp(x) for x ≤ 0 or NaN, with the operations of the scalar one in their order. */
function exponential(x: v128): v128 {
  // Below −745.14 the result is 0; there k would leave the range of the exponents.
  const bounded = f64x2.pmax(x, f64x2.splat(-746));
  const quotient = f64x2.mul(bounded, f64x2.splat(1.442695040888963387));
  const above = f64x2.ceil(quotient);
  const half = f64x2.splat(0.5);
  const one = f64x2.splat(1);
  const k = f64x2.sub(above, v128.and(one, f64x2.gt(f64x2.sub(above, half), quotient)));
  const high = f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(6.9314718036912381649e-1)));
  const low = f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let c = f64x2.add(f64x2.splat(-1.6533902205465251539e-6), f64x2.mul(t, f64x2.splat(4.13813679705723846039e-8)));
  c = f64x2.add(f64x2.splat(6.61375632143793436117e-5), f64x2.mul(t, c));
  c = f64x2.add(f64x2.splat(-2.77777777770155933842e-3), f64x2.mul(t, c));
  c = f64x2.add(f64x2.splat(1.66666666666666019037e-1), f64x2.mul(t, c));
  c = f64x2.sub(r, f64x2.mul(t, c));
  const y = f64x2.sub(one, f64x2.sub(f64x2.sub(low, f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c))), high));
  const first = f64x2.floor(f64x2.mul(half, k));
  const result = f64x2.mul(f64x2.mul(y, powerOfTwo(first)), powerOfTwo(f64x2.sub(k, first)));
  return v128.andnot(result, f64x2.lt(x, f64x2.splat(-745.13321910194110842)));
}

/** One of four functions of two squared distances. `scale` is ℓ², `slope` the factor of Matérn's gradient. One call, so it is inlined. */
function covariancesOf(squared: v128, matern: bool, gradient: bool, lengthScale: f64, scale: f64, slope: f64): v128 {
  const a = f64x2.div(f64x2.sqrt(f64x2.mul(f64x2.splat(5), squared)), f64x2.splat(lengthScale));
  const exponent = matern ? f64x2.neg(a) : f64x2.div(f64x2.mul(f64x2.splat(-0.5), squared), f64x2.splat(scale));
  const decay = exponential(exponent);
  if (!matern) return gradient ? f64x2.div(f64x2.neg(decay), f64x2.splat(scale)) : decay;
  const linear = f64x2.add(f64x2.splat(1), a);
  if (gradient) return f64x2.mul(f64x2.mul(f64x2.splat(slope), linear), decay);
  return f64x2.mul(f64x2.add(linear, f64x2.div(f64x2.mul(a, a), f64x2.splat(3))), decay);
}

/** Of `count` squared distances; `spare` has 16 bytes of scratch, `out` may be the input. */
export function covariances(out: usize, squared: usize, count: i32, matern: bool, gradient: bool, lengthScale: f64, spare: usize): void {
  const scale = lengthScale * lengthScale;
  const slope = -5.0 / (3.0 * lengthScale * lengthScale);
  for (const end = out + ((<usize>(count & ~1)) << 3); out < end; out += 16) {
    v128.store(out, covariancesOf(v128.load(squared), matern, gradient, lengthScale, scale, slope));
    squared += 16;
  }
  if (count & 1) {
    v128.store(spare, v128.load_splat<f64>(squared));
    covariances(spare, spare, 2, matern, gradient, lengthScale, spare);
    store<f64>(out, load<f64>(spare));
  }
}
