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

/** An axis over values from `low` to `high`, widened to whole ticks where `nice`. `log` needs low > 0, else it is linear. */
export function createAxis(kind: ScaleKind, range: { readonly low: number; readonly high: number }, options: { readonly ticks: number; readonly nice: boolean }): Axis {
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

/** Steps of 1, 2 or 5 times a power of ten. */
function linearAxis(range: { readonly low: number; readonly high: number }, options: { readonly ticks: number; readonly nice: boolean }): Axis {
  const [low, high] = range.high > range.low ? [range.low, range.high] : widened(range.low);
  const step = niceStep((high - low) / Math.max(1, options.ticks));
  const first = options.nice ? Math.floor(low / step + 1e-9) : Math.ceil(low / step - 1e-9);
  const last = options.nice ? Math.ceil(high / step - 1e-9) : Math.floor(high / step + 1e-9);
  // Multiples of the step, rounded to its decimals: 0.30000000000000004 is not a label.
  const decimals = Math.max(0, Math.min(20, -Math.floor(Math.log10(step) + 1e-9)));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(decimals)) + 0);
  const from = options.nice ? first * step : low;
  const to = options.nice ? last * step : high;
  return {
    kind: 'linear',
    low: from,
    high: to,
    ticks,
    at: (value) => (value - from) / (to - from),
    label: (tick) => (Math.abs(tick) >= 1e6 || (step < 1e-5 && tick !== 0) ? shortExponential(tick) : tick.toFixed(decimals)),
  };
}

/** A tick at every power of ten, or, where they would be fewer than three, also at 2 and 5 times it. */
function logAxis(range: { readonly low: number; readonly high: number }, options: { readonly ticks: number; readonly nice: boolean }): Axis {
  const decades = Math.log10(range.high / range.low);
  const factors = decades < 2.5 ? [1, 2, 5] : [1];
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(range.low)) - 1; power <= Math.ceil(Math.log10(range.high)) + 1; power++) {
    for (const factor of factors) all.push(Number(`${factor}e${power}`));
  }
  const below = all.filter((tick) => tick <= range.low * (1 + 1e-9)).at(-1) ?? range.low;
  const above = all.find((tick) => tick >= range.high * (1 - 1e-9)) ?? range.high;
  const low = options.nice ? below : range.low;
  const high = options.nice ? (above > low ? above : low * 10) : range.high > low ? range.high : low * 10;
  const inside = all.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  const stride = Math.max(1, Math.ceil(inside.length / (options.ticks + 2)));
  return {
    kind: 'log',
    low,
    high,
    ticks: inside.filter((_, i) => i % stride === 0),
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
