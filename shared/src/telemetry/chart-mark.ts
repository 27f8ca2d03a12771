/**
 * The mark of series `hue` as the path of an SVG, centred at (x, y), about 2·`radius` wide: circle, square, triangle, diamond, triangle
 * upside down, cross; they repeat out of step with the colours, so that 24 series differ in one or the other.
 */
export function markPath(hue: number, { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number }): string {
  const polygon = (corners: readonly (readonly [number, number])[]): string =>
    `M${corners.map(([dx, dy]) => `${round(x + dx * radius)} ${round(y + dy * radius)}`).join('L')}Z`;
  switch (hue % 6) {
    case 1:
      return polygon([
        [-0.9, -0.9],
        [0.9, -0.9],
        [0.9, 0.9],
        [-0.9, 0.9],
      ]);
    case 2:
      return polygon([
        [0, -1.2],
        [1.15, 0.85],
        [-1.15, 0.85],
      ]);
    case 3:
      return polygon([
        [0, -1.35],
        [1.35, 0],
        [0, 1.35],
        [-1.35, 0],
      ]);
    case 4:
      return polygon([
        [0, 1.2],
        [1.15, -0.85],
        [-1.15, -0.85],
      ]);
    case 5:
      return polygon([
        [-0.4, -1.2],
        [0.4, -1.2],
        [0.4, -0.4],
        [1.2, -0.4],
        [1.2, 0.4],
        [0.4, 0.4],
        [0.4, 1.2],
        [-0.4, 1.2],
        [-0.4, 0.4],
        [-1.2, 0.4],
        [-1.2, -0.4],
        [-0.4, -0.4],
      ]);
    default:
      return `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
