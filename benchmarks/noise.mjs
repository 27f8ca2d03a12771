// Variates of exact Gaussian noise a second of processor time: entropy of the operating system, exact integers, beside a floating-point normal
// that must not be used for privacy. Of the turns the median counts.
import { randomFillSync } from 'node:crypto';
import { fillDiscreteGaussian, fillRoundedGaussian, uniformIntegers } from '@fedzoo/shared/privacy/noise';

const DIMENSION = 10_000;
const TURNS = 15;
const FILLS = 10;
const DEVIATIONS = [2 ** 10, 2 ** 20, 2 ** 40];

export function noise() {
  const integers = uniformIntegers({ fill: (bytes) => randomFillSync(bytes) });
  const target = new Float64Array(DIMENSION);
  const plain = rate(() => fillFloatNormal(target));
  console.log('| noise | variates a CPU second | of a floating-point normal |\n|---|---|---|');
  for (const [name, fill] of Object.entries({ 'discrete Gaussian': fillDiscreteGaussian, 'rounded Gaussian': fillRoundedGaussian })) {
    for (const deviation of DEVIATIONS) {
      const exact = rate(() => fill(target, deviation, integers));
      const figures = `${Math.round(exact).toLocaleString('en')} | ${(exact / plain).toFixed(3)}`;
      console.log(`| ${name}, σ = 2^${Math.log2(deviation)}, d = ${DIMENSION} | ${figures} |`);
    }
  }
  console.log(`| Math.random by Box and Muller | ${Math.round(plain).toLocaleString('en')} | 1 |`);
}

function rate(fill) {
  const rates = [];
  for (let turn = -5; turn < TURNS; turn++) {
    const before = process.cpuUsage();
    for (let i = 0; i < FILLS; i++) fill();
    const { user, system } = process.cpuUsage(before);
    if (turn >= 0) rates.push((FILLS * DIMENSION * 1e6) / (user + system));
  }
  return rates.sort((a, b) => a - b)[TURNS >> 1];
}

function fillFloatNormal(target) {
  for (let i = 0; i < target.length; i++) target[i] = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
