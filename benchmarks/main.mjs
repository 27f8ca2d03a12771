// npm run bench [-- SUITE [options]]: figures that are ratios of one run. Without a suite: those that take minutes.
const SUITES = {
  kernels: async (args) => (await import('./kernels.mjs')).kernels(args),
  round: async (args) => (await import('./client-round.mjs')).clientRound(args),
  'gp-step': async () => (await import('./gp-step.mjs')).gpStep(),
  scale: async (args) => (await import('./scale.mjs')).scale(args),
  messaging: async (args) => (await import('./messaging.mjs')).messaging(args),
  'seed-scalar': async (args) => (await import('./seed-scalar.mjs')).seedScalar(args),
  noise: async (args) => (await import('./noise.mjs')).noise(args),
  encodings: async (args) => (await import('./encodings.mjs')).encodings(args),
  published: async (args) => (await import('./published.mjs')).published(args),
};
/** `published` takes up to an hour, `seed-scalar` and `encodings` some minutes on quiet cores. */
const QUICK = Object.keys(SUITES).filter((name) => !['published', 'seed-scalar', 'encodings'].includes(name));

const [suite, ...args] = process.argv.slice(2).filter((argument) => argument !== '--');
const suites = suite === undefined ? QUICK : [suite];
for (const name of suites) {
  if (!Object.hasOwn(SUITES, name)) {
    console.error(`bench: there is no suite ${name}; suites are ${Object.keys(SUITES).join(', ')}`);
    process.exit(2);
  }
  console.log(`\n## ${name}`);
  await SUITES[name](args);
}
