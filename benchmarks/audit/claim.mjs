import { account } from '@fedzoo/shared/privacy';
import { DELTA } from './games.mjs';
import { signOf } from './worlds.mjs';

/**
 * What is promised of the attacked releases of a game, by the accountant of the product; μ of their multipliers, and the means that the statistic
 * then has in the world without the canary and in that with it.
 */
export function claimOf({ relation, rounds, restart, steepness }, { privacy }) {
  const multipliers = Array.from({ length: rounds }, (_, r) => (r % restart === 0 ? privacy.noise.restart : privacy.noise.difference));
  const attacked = multipliers.filter((_, r) => signOf({ steepness, restart }, r) !== 0);
  const phases = attacked.map((noiseMultiplier) => ({ noiseMultiplier, rounds: 1 }));
  const { epsilon, mu } = account(phases, { delta: DELTA, relation, sampling: { scheme: 'everybody' }, noise: 'discrete' });
  if (mu === null) throw new Error('where everybody takes part a plan has a μ');
  return { epsilon, mu, means: relation === 'replace-one' ? [-mu / 2, mu / 2] : [0, mu] };
}
