import { readInteger, readNumber, readNumberOrNull, readNumbers, readRecord, readText, readWord } from './record-fields.js';
import type { RoundRow } from './round-row.js';
import { STOP_REASONS, type StopReason } from './run-summary.js';

/** What a run came to: the object of `simulate --json` and of `run.json`. */
export interface RunRecord {
  readonly name: string;
  readonly seed: number;
  /** The method with every option resolved. */
  readonly algorithm: { readonly kind: string; readonly [option: string]: unknown };
  /** How tensors travelled, with what a budget of bytes chose and why (`because`). */
  readonly codec: { readonly dtype: string; readonly [option: string]: unknown };
  /** Rounds that were completed. */
  readonly rounds: number;
  /** Total over clients of every evaluation made for the algorithm. */
  readonly queries: number;
  /** Evaluations the observer made for the curve; no algorithm saw them. */
  readonly observerQueries: number;
  /** F at x0, the least F at an iterate, F at the last iterate; null where it is not known. */
  readonly value: { readonly initial: number | null; readonly best: number | null; readonly final: number | null };
  /** The last iterate, in [0,1]^d. */
  readonly finalX: readonly number[];
  /** Encoded sizes of contributions (up) and tasks (down), total over clients. */
  readonly bytes: { readonly up: number; readonly down: number };
  readonly seconds: number;
  readonly stopped: StopReason;
  /** What was released about the data of others; missing where the run promised nothing. */
  readonly privacy?: RunPrivacy;
}

/** What a private run spent, and what its ε means. */
export interface RunPrivacy {
  readonly epsilon: number;
  readonly delta: number;
  readonly unit: 'record' | 'client';
  readonly relation: 'add-remove' | 'replace-one';
  readonly trust: 'central' | 'local';
  /** Releases that were charged. */
  readonly releases: number;
  /** Where the clip radius is adapted: what the last release led to. */
  readonly clipRadius?: number;
}

/** What a run ended with. */
export interface RunEnd {
  readonly rows: readonly RoundRow[];
  readonly finalX: readonly number[];
  readonly observerQueries: number;
  readonly seconds: number;
  readonly stopped: StopReason;
  readonly privacy?: RunPrivacy | undefined;
}

/** The record of a run, whole or interrupted; without a single row nothing is known of F, and nothing was spent. */
export function runRecord(
  {
    name,
    seed,
    algorithm,
    codec,
  }: Pick<RunRecord, 'name' | 'seed' | 'algorithm'> & { readonly codec: object & Pick<RunRecord['codec'], 'dtype'> },
  { rows, finalX, observerQueries, seconds, stopped, privacy }: RunEnd,
): RunRecord {
  const last = rows.at(-1);
  return {
    name,
    seed,
    algorithm,
    codec: { ...codec },
    rounds: last?.round ?? 0,
    queries: last?.queries ?? 0,
    observerQueries,
    value: { initial: rows[0]?.value ?? null, best: last?.best ?? null, final: last?.value ?? null },
    finalX,
    bytes: { up: last?.bytesUp ?? 0, down: last?.bytesDown ?? 0 },
    seconds,
    stopped,
    ...(privacy === undefined ? {} : { privacy }),
  };
}

/** Reads a run record from parsed JSON; throws `InvalidArgumentError` naming the first field that is wrong. */
export function parseRunRecord(json: unknown): RunRecord {
  const record = readRecord(json, 'run');
  const algorithm = readRecord(record['algorithm'], 'algorithm');
  const codec = readRecord(record['codec'], 'codec');
  const value = readRecord(record['value'], 'value');
  const bytes = readRecord(record['bytes'], 'bytes');
  return {
    name: readText(record, 'name'),
    seed: readInteger(record, 'seed'),
    algorithm: { ...algorithm, kind: readText(algorithm, 'kind', 'algorithm.') },
    codec: { ...codec, dtype: readText(codec, 'dtype', 'codec.') },
    rounds: readInteger(record, 'rounds'),
    queries: readInteger(record, 'queries'),
    observerQueries: readInteger(record, 'observerQueries'),
    value: {
      initial: readNumberOrNull(value, 'initial', 'value.'),
      best: readNumberOrNull(value, 'best', 'value.'),
      final: readNumberOrNull(value, 'final', 'value.'),
    },
    finalX: readNumbers(record, 'finalX'),
    bytes: { up: readInteger(bytes, 'up', 'bytes.'), down: readInteger(bytes, 'down', 'bytes.') },
    seconds: readNumber(record, 'seconds'),
    stopped: readWord(record, 'stopped', STOP_REASONS),
    ...(record['privacy'] === undefined ? {} : { privacy: readPrivacy(readRecord(record['privacy'], 'privacy')) }),
  };
}

function readPrivacy(privacy: Readonly<Record<string, unknown>>): RunPrivacy {
  return {
    epsilon: readNumber(privacy, 'epsilon', 'privacy.'),
    delta: readNumber(privacy, 'delta', 'privacy.'),
    unit: readWord(privacy, 'unit', ['record', 'client'] as const),
    relation: readWord(privacy, 'relation', ['add-remove', 'replace-one'] as const),
    trust: readWord(privacy, 'trust', ['central', 'local'] as const),
    releases: readInteger(privacy, 'releases', 'privacy.'),
    ...(privacy['clipRadius'] === undefined ? {} : { clipRadius: readNumber(privacy, 'clipRadius', 'privacy.') }),
  };
}
