import { projectOntoBox } from '../../optimizers/box.js';

/** xᵣ = P(xᵣ₋₁ + η (mean − xᵣ₋₁)), P the projection on [0,1]^d. O(d). */
export function serverStep(iterate: Float64Array, mean: Float64Array, learningRate: number): Float64Array {
  return projectOntoBox(iterate.map((coordinate, j) => coordinate + learningRate * (mean[j]! - coordinate)));
}
