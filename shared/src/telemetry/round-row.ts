import { readInteger, readNumber, readNumberOrNull, readNumbers, readRecord } from './record-fields.js';

/** One row a round, from round 0, which is x0: the row of `rounds.jsonl`. Counts, bytes and seconds are cumulative. */
export interface RoundRow {
  readonly round: number;
  /** Evaluations of all clients so far. */
  readonly queries: number;
  /** F at the iterate of this round, as far as it is known; null where it is not. */
  readonly value: number | null;
  /** The least value up to this row; null while none is known. */
  readonly best: number | null;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly seconds: number;
  /** Clients that contributed to the round. */
  readonly clients: number;
  /** The iterate in [0,1]^d, where it was asked for. */
  readonly iterate?: readonly number[];
}

/** Reads a row from parsed JSON (a line of `rounds.jsonl`, a row of the API); throws `InvalidArgumentError` naming the first field that is wrong. */
export function parseRoundRow(json: unknown): RoundRow {
  const record = readRecord(json, 'row');
  return {
    round: readInteger(record, 'round'),
    queries: readInteger(record, 'queries'),
    value: readNumberOrNull(record, 'value'),
    best: readNumberOrNull(record, 'best'),
    bytesUp: readInteger(record, 'bytesUp'),
    bytesDown: readInteger(record, 'bytesDown'),
    seconds: readNumber(record, 'seconds'),
    clients: readInteger(record, 'clients'),
    ...(record['iterate'] === undefined ? {} : { iterate: readNumbers(record, 'iterate') }),
  };
}
