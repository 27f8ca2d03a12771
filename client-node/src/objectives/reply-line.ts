import type { Box, Outcome } from '@fedzoo/shared/objectives';
import { readRecords } from './record-answer.js';

/** What a line on a program's standard output means for the evaluation it was asked for. */
export type ReplyLine =
  /** The answer to the question. */
  | { readonly kind: 'answer'; readonly outcome: Outcome }
  /** An answer to a question that was settled before (late, or twice). */
  | { readonly kind: 'stale'; readonly id: number }
  /** Not meant as an answer: something the program printed. The question stays open. */
  | { readonly kind: 'chatter' };

/** Enough of a line to see what is wrong with it. */
const SHOWN_CHARACTERS = 80;

/**
 * Reads one line as the answer to question `id`. A line that begins with `{` is taken for an answer, and one that is wrong ends the
 * evaluation as failed: its program has spoken and will not speak again. Any other line is chatter. Gradients are brought from the units of
 * the box to those of [0,1]^d.
 */
export function readReplyLine(line: string, { id, box }: { readonly id: number; readonly box: Box }): ReplyLine {
  if (!line.trimStart().startsWith('{')) return { kind: 'chatter' };
  const reply = parseJson(line);
  if (reply === undefined) return failed(`the reply is not JSON (a value must be a finite number, not NaN or Infinity): ${shorten(line)}`);
  const replyId = reply['id'];
  if (typeof replyId !== 'number') return failed(`the reply has no number "id"; it must repeat the question's "id": ${shorten(line)}`);
  if (replyId < id) return { kind: 'stale', id: replyId };
  if (replyId !== id) return failed(`the reply has id ${replyId} where ${id} was asked: ${shorten(line)}`);
  return { kind: 'answer', outcome: readOutcome(reply, { line, box }) };
}

function readOutcome(reply: Readonly<Record<string, unknown>>, { line, box }: { readonly line: string; readonly box: Box }): Outcome {
  const { value, records, infeasible, error } = reply;
  const given = [value, records, infeasible, error].filter((field) => field !== undefined).length;
  if (given !== 1)
    return { kind: 'failed', reason: `the reply must have exactly one of "value", "records", "infeasible", "error": ${shorten(line)}` };
  if (error !== undefined) return { kind: 'failed', reason: typeof error === 'string' ? error : shorten(JSON.stringify(error)) };
  if (infeasible !== undefined) {
    return infeasible === true
      ? { kind: 'infeasible' }
      : { kind: 'failed', reason: `"infeasible" must be true or left out: ${shorten(line)}` };
  }
  if (records !== undefined) return readRecords(reply, box);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return { kind: 'failed', reason: `"value" must be a finite number: ${shorten(line)}` };
  }
  return { kind: 'value', value };
}

function failed(reason: string): ReplyLine {
  return { kind: 'answer', outcome: { kind: 'failed', reason } };
}

function parseJson(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    // It begins with a brace, so what parses is an object.
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

/** The line without its numbers: a reason goes to the log, where no values belong. */
function shorten(line: string): string {
  const masked = line.replaceAll(/\d+/g, '#');
  return masked.length <= SHOWN_CHARACTERS ? masked : `${masked.slice(0, SHOWN_CHARACTERS)}…`;
}
