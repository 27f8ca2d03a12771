// A process that releases round after round by a ledger, one step at a time, until it is killed. It says on stdout what it is about to do,
// and does it when a line comes in on stdin: so whoever kills it knows between which two steps.
//
//   node crash-steps.mjs folder|database DIRECTORY FIRST_ROUND
import { createHash, randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';

const [kind, directory, first] = process.argv.slice(2);
// By their files, which the build knows as entries, not by the doors of their packages: those would load a whole agent or coordinator for
// every process that is killed.
const { openLedgerFolder, openStoredLedgers } = await import(
  kind === 'folder' ? '../../../client-node/dist/ledger/ledger-folder.js' : '../../../server/dist/ledger/stored-ledgers.js'
);
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const step = async (at, round) => {
  say({ at, round });
  if ((await answers.next()).done) process.exit(0);
};

const ledgers = await (kind === 'folder' ? openLedgerFolder : openStoredLedgers)(directory);
const ledger = await ledgers.ledger('patients');
await ledger.open({
  keeper: 'coordinator',
  dataSet: 'patients',
  unit: 'record',
  relation: 'add-remove',
  trust: 'central',
  budget: { epsilon: 100, delta: 1e-6 },
});
const release = { noise: 'discrete', gridExponent: -24, sensitivity: 1, deviation: 20, dimension: 8 };

for (let round = Number(first); ; round++) {
  const name = { run: 'run-a', round, phase: 'difference' };
  if ((await ledger.sealed(name)) === undefined) {
    await step('reserve', round);
    const reservation = await ledger.reserve({ ...name, release });
    say({ reserved: reservation, round });
    await step('compute', round);
    const body = randomBytes(64);
    await step('seal', round);
    await ledger.seal(reservation, body);
  }
  const { reservation, body, isPublished } = await ledger.sealed(name);
  await step('hand over', round);
  say({ handedOver: createHash('sha256').update(body).digest('hex'), round });
  if (isPublished) continue;
  await step('publish', round);
  await ledger.publish(reservation);
}
