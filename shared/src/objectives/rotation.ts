/** R·z for an orthogonal d × d matrix R (row-major). O(d²). */
export function rotate(rotation: Float64Array, z: Float64Array): Float64Array {
  const d = z.length;
  return z.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += rotation[i * d + j]! * z[j]!;
    return sum;
  });
}
