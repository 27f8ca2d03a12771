// Plays trials of one game in one world and counts the statistic at thresholds.
import { parentPort } from 'node:worker_threads';
import { GAMES } from './games.mjs';
import { MUTANTS } from './mutations.mjs';
import { canaryDirection, observe, planOf, statisticOf } from './trial.mjs';

parentPort.on('message', (work) => void play(work));

async function play({ game: gameNumber, mutant, isPresent, trials, thresholds }) {
  const { game, mutation } = mutant === undefined ? { game: GAMES[gameNumber] } : MUTANTS[mutant];
  const plan = planOf(game);
  const direction = await canaryDirection(game);
  // Without the canary an alarm is a statistic above the threshold, with it a miss is one that is not.
  const errors = thresholds.map(() => 0);
  for (let trial = 0; trial < trials; trial++) {
    const statistic = statisticOf(game, await observe(game, plan, isPresent, mutation), direction);
    thresholds.forEach((threshold, i) => {
      if (statistic > threshold !== isPresent) errors[i] += 1;
    });
  }
  parentPort.postMessage(errors);
}
