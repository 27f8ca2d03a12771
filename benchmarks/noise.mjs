// Variates of exact Gaussian noise a second of processor time: entropy of the operating system, exact integers, beside a floating-point normal
// that must not be used for privacy. Of the turns the median counts. Then a large release, drawn in one thread and in several, and what that
// does to the thread that asks.
import { createNoiseThreads } from '@fedzoo/server';
import { randomFillSync } from 'node:crypto';
import { fillDiscreteGaussian, fillRoundedGaussian, uniformIntegers } from '@fedzoo/shared/privacy/noise';

const DIMENSION = 10_000;
const TURNS = 15;
const FILLS = 10;
const DEVIATIONS = [2 ** 10, 2 ** 20, 2 ** 40];

const LARGE = 2_000_000;

export async function noise() {
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
  await large({ fill: (bytes) => randomFillSync(bytes) });
}

/** Wall clock and the longest time in which nothing else had a turn, in one run each. */
async function large(entropy) {
  console.log(`\n| ${LARGE.toLocaleString('en')} variates at once | s | longest wait of another task, ms |\n|---|---|---|`);
  const target = new Float64Array(LARGE);
  const here = await watched(() => fillDiscreteGaussian(target, 2 ** 20, uniformIntegers(entropy)));
  console.log(`| in the thread that asks | ${here.seconds.toFixed(2)} | ${here.longest.toFixed(0)} |`);
  for (const threads of [1, 2]) {
    const noiseThreads = createNoiseThreads({ entropy, threads });
    // Starts them.
    await noiseThreads.sampler({ noise: 'discrete', deviation: 1, count: 100_000 });
    const there = await watched(() => noiseThreads.sampler({ noise: 'discrete', deviation: 2 ** 20, count: LARGE }));
    await noiseThreads.close();
    const speed = (here.seconds / there.seconds).toFixed(2);
    console.log(
      `| in ${threads} thread${threads === 1 ? '' : 's'} (${speed} times as fast) | ${there.seconds.toFixed(2)} | ${there.longest.toFixed(0)} |`,
    );
  }
}

async function watched(work) {
  let longest = 0;
  let last = performance.now();
  const tick = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  const begun = performance.now();
  await work();
  const seconds = (performance.now() - begun) / 1000;
  longest = Math.max(longest, performance.now() - last);
  clearInterval(tick);
  return { seconds, longest };
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
