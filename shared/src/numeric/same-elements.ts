/** Whether two vectors are the same to the last bit of every element: NaN is itself, 0 is not −0. O(d), less where they differ early. */
export function sameElements(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let j = 0; j < a.length; j++) if (!Object.is(a[j], b[j])) return false;
  return true;
}
