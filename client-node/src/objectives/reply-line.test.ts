import { describe, expect, it } from 'vitest';
import { readReplyLine } from './reply-line.js';

const failure = (line: string): string => {
  const reply = readReplyLine(line, 7);
  return reply.kind === 'answer' && reply.outcome.kind === 'failed' ? reply.outcome.reason : JSON.stringify(reply);
};

describe('a reply line', () => {
  it('is a value, an infeasible point or an error', () => {
    expect(readReplyLine('{"id":7,"value":0.1}', 7)).toEqual({ kind: 'answer', outcome: { kind: 'value', value: 0.1 } });
    expect(readReplyLine('  {"value":-2e300, "id":7, "note":"more keys are fine"}\r', 7)).toEqual({
      kind: 'answer',
      outcome: { kind: 'value', value: -2e300 },
    });
    expect(readReplyLine('{"id":7,"infeasible":true}', 7)).toEqual({ kind: 'answer', outcome: { kind: 'infeasible' } });
    expect(readReplyLine('{"id":7,"error":"no power"}', 7)).toEqual({ kind: 'answer', outcome: { kind: 'failed', reason: 'no power' } });
  });

  it.each([
    ['{"id":7,"value":NaN}', /not JSON.*NaN/],
    ['{"id":7,"value":-Infinity}', /not JSON/],
    ['{"id":7,"value":1e999}', /"value" must be a finite number/],
    ['{"id":7,"value":"0.3"}', /"value" must be a finite number/],
    ['{"id":7,"value":null}', /"value" must be a finite number/],
    ['{"id":7,"infeasible":false}', /"infeasible" must be true/],
    ['{"id":7}', /exactly one of/],
    ['{"id":7,"value":1,"error":"x"}', /exactly one of/],
    ['{"id":"7","value":1}', /no number "id"/],
    ['{"value":1}', /no number "id"/],
    ['{"id":8,"value":1}', /id 8 where 7 was asked/],
    ['{"id":7,"value":1', /not JSON/],
  ])('that is wrong ends the evaluation as failed, with the reason: %s', (line, reason) => {
    expect(failure(line)).toMatch(reason);
  });

  it('leaves no number of the line in the reason, which goes to the log', () => {
    for (const line of ['{"id":7,"value":"0.734"}', '{"id":7,"value":0.734', '{"value":0.734}', '{"id":7,"value":0.734,"error":"x"}']) {
      expect(failure(line)).not.toContain('734');
    }
  });

  it('is stale if it answers an earlier question, and chatter if it does not begin like an answer', () => {
    expect(readReplyLine('{"id":6,"value":1}', 7)).toEqual({ kind: 'stale', id: 6 });
    for (const line of ['loading model…', '', '[1,2]', '7 0.3']) expect(readReplyLine(line, 7)).toEqual({ kind: 'chatter' });
  });
});
