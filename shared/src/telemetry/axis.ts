/** How numbers map to positions along an axis. */
export type ScaleKind = 'linear' | 'log';

export interface Axis {
  readonly kind: ScaleKind;
  readonly low: number;
  readonly high: number;
  /** Where labelled ticks stand, in increasing order. */
  readonly ticks: readonly number[];
  /** The fraction of the axis at which a value stands: 0 at `low`, 1 at `high`. */
  at(value: number): number;
  /** A tick as its shortest label: all ticks of a linear axis get the same number of decimals. */
  label(tick: number): string;
}

/** An axis over values from `low` to `high`, with `margin` (a share of the span) to spare at both ends. `log` needs low > 0, else it is linear. */
export function createAxis(
  kind: ScaleKind,
  range: { readonly low: number; readonly high: number },
  options: { readonly ticks: number; readonly margin: number },
): Axis {
  return kind === 'log' && range.low > 0 ? logAxis(range, options) : linearAxis(range, options);
}

/** Log where every value is positive and they span more than a factor of 30, else linear. */
export function chooseScale(values: readonly number[]): ScaleKind {
  const { low, high } = rangeOf(values);
  return low > 0 && high / low > 30 ? 'log' : 'linear';
}

/** The least and the greatest of the values; (∞, −∞) of none. */
export function rangeOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  return { low: values.reduce((a, b) => Math.min(a, b), Infinity), high: values.reduce((a, b) => Math.max(a, b), -Infinity) };
}

/** Ticks at multiples of 1, 2 or 5 times a power of ten. */
function linearAxis(
  range: { readonly low: number; readonly high: number },
  options: { readonly ticks: number; readonly margin: number },
): Axis {
  // A spread that rounding alone could make has no ticks of its own.
  const spread = range.high - range.low > 1e-9 * Math.max(Math.abs(range.low), Math.abs(range.high));
  const [least, greatest] = spread ? [range.low, range.high] : widened(range.low);
  const spare = (greatest - least) * options.margin;
  const low = least - spare;
  const high = greatest + spare;
  const step = niceStep((high - low) / Math.max(1, options.ticks));
  // Multiples of the step, rounded to its decimals: 0.30000000000000004 is not a label.
  const decimals = Math.max(0, Math.min(20, -Math.floor(Math.log10(step) + 1e-9)));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, i) => Number(((first + i) * step).toFixed(decimals)) + 0);
  return {
    kind: 'linear',
    low,
    high,
    ticks,
    at: (value) => (value - low) / (high - low),
    label: (tick) => (Math.abs(tick) >= 1e6 || (step < 1e-5 && tick !== 0) ? shortExponential(tick) : tick.toFixed(decimals)),
  };
}

/** Ticks at powers of ten, and where there is room also at 2 and 5, or at 3, times these; every so many powers where there are too many. */
function logAxis(
  range: { readonly low: number; readonly high: number },
  options: { readonly ticks: number; readonly margin: number },
): Axis {
  const [least, greatest] = range.high > range.low * (1 + 1e-9) ? [range.low, range.high] : [range.low / 2, range.low * 2];
  const spare = (greatest / least) ** options.margin;
  const low = least / spare;
  const high = greatest * spare;
  const inside = (factors: readonly number[]): readonly number[] => {
    const candidates: number[] = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      for (const factor of factors) candidates.push(Number(`${factor}e${power}`));
    }
    return candidates.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  };
  const room = options.ticks + 2;
  const finer =
    Math.log10(high / low) < 2.5
      ? [
          [1, 2, 5],
          [1, 3],
        ].map((factors) => inside(factors))
      : [];
  const powers = inside([1]);
  const ticks = finer.find((one) => one.length <= room) ?? powers;
  const stride = Math.max(1, Math.ceil(ticks.length / room));
  return {
    kind: 'log',
    low,
    high,
    ticks: ticks.filter((_, i) => i % stride === 0),
    at: (value) => Math.log(Math.max(value, low) / low) / Math.log(high / low),
    label: (tick) => (tick >= 1e6 || tick < 1e-4 ? shortExponential(tick) : String(Number(tick.toPrecision(3)))),
  };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  return (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10) * power;
}

function widened(value: number): [number, number] {
  const margin = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - margin, value + margin];
}

function shortExponential(value: number): string {
  return String(Number(value.toPrecision(3)).toExponential()).replace('e+', 'e');
}
