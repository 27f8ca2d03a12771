// The two data sets of a game: they differ in one member, the canary. All others have losses that are constant, so that what an adversary who
// knows them subtracts is nothing.
import { DIMENSION } from './games.mjs';

const CLIENTS = 3;
const RECORDS = 3;

/** n, as it is told in both worlds. */
export function membersOf({ unit }) {
  return unit === 'client' ? CLIENTS : CLIENTS * RECORDS + 1;
}

/** Evaluations a visit of an iterate costs. */
function evaluationsOf({ kind }) {
  if (kind === 'diff2-gd') return 1;
  return kind === 'private-fzoos' ? 2 * DIMENSION + 1 : DIMENSION + 1;
}

/** The objectives by client number, with the canary at the last client or without it: absent, or, under replace-one, its own opposite. */
export function objectivesOf(game, isPresent) {
  const { unit, relation } = game;
  const sign = isPresent ? 1 : relation === 'replace-one' ? -1 : 0;
  const objectives = Array.from({ length: CLIENTS }, (_, number) => {
    const isHost = number === CLIENTS - 1 && sign !== 0;
    return unit === 'client' ? clientObjective(game, isHost ? sign : 0) : recordObjective(game, isHost ? sign : 0);
  });
  return unit === 'client' && sign === 0 ? objectives.slice(0, -1) : objectives;
}

function clientObjective(game, sign) {
  return {
    dimension: DIMENSION,
    evaluate: (x, query) => ({
      kind: 'value',
      value: sign * steepnessAt(game, query) * along(game, x),
      gradients: gradientOf(game, sign, query),
    }),
  };
}

function recordObjective(game, sign) {
  return {
    dimension: DIMENSION,
    evaluate(x, query) {
      const records = new Float64Array(RECORDS + (sign === 0 ? 0 : 1));
      if (sign !== 0) records[RECORDS] = sign * steepnessAt(game, query) * along(game, x);
      const gradients = new Float64Array(records.length * DIMENSION);
      if (sign !== 0) gradients.set(gradientOf(game, sign, query), RECORDS * DIMENSION);
      return { kind: 'value', value: records.reduce((sum, loss) => sum + loss / records.length, 0), records, gradients };
    },
  };
}

function gradientOf(game, sign, query) {
  return Float64Array.from(game.slope, (slope) => sign * steepnessAt(game, query) * slope);
}

/** In slopes of the unit box: of the last visit where a client comes once more. */
function steepnessAt({ algorithm, steepness }, query) {
  return steepness[Math.min(steepness.length - 1, Math.floor(query / evaluationsOf(algorithm)))];
}

function along({ slope }, x) {
  return x.reduce((sum, coordinate, j) => sum + coordinate * slope[j], 0);
}

/** The sign with which the canary is in release number r, from 0; 0 where it is not. */
export function signOf({ steepness, restart }, r) {
  return Math.sign(r % restart === 0 ? steepness[r] : steepness[r] - steepness[r - 1]);
}
