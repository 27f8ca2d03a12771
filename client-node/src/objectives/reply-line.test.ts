import { createBox } from '@fedzoo/shared/objectives';
import { describe, expect, it } from 'vitest';
import { readReplyLine } from './reply-line.js';

const ASKED = { id: 7, box: createBox(-1, [1, 9], 2) };

const failure = (line: string): string => {
  const reply = readReplyLine(line, ASKED);
  return reply.kind === 'answer' && reply.outcome.kind === 'failed' ? reply.outcome.reason : JSON.stringify(reply);
};

describe('a reply line', () => {
  it('is a value, an infeasible point or an error', () => {
    expect(readReplyLine('{"id":7,"value":0.1}', ASKED)).toEqual({ kind: 'answer', outcome: { kind: 'value', value: 0.1 } });
    expect(readReplyLine('  {"value":-2e300, "id":7, "note":"more keys are fine"}\r', ASKED)).toEqual({
      kind: 'answer',
      outcome: { kind: 'value', value: -2e300 },
    });
    expect(readReplyLine('{"id":7,"infeasible":true}', ASKED)).toEqual({ kind: 'answer', outcome: { kind: 'infeasible' } });
    expect(readReplyLine('{"id":7,"error":"no power"}', ASKED)).toEqual({
      kind: 'answer',
      outcome: { kind: 'failed', reason: 'no power' },
    });
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
    ['{"id":7,"value":1,"records":[1]}', /exactly one of/],
    ['{"id":7,"records":1}', /"records" must be a list/],
    ['{"id":7,"records":[]}', /no records/],
    ['{"id":7,"records":[null,null]}', /no record has a loss/],
    ['{"id":7,"records":[1,2],"gradients":[[1,2]]}', /"gradients" must be a list of one row a record/],
    ['{"id":7,"records":[1],"gradients":[[1,2,3]]}', /has 3 numbers, x has 2/],
    ['{"id":"7","value":1}', /no number "id"/],
    ['{"value":1}', /no number "id"/],
    ['{"id":8,"value":1}', /id 8 where 7 was asked/],
    ['{"id":7,"value":1', /not JSON/],
  ])('that is wrong ends the evaluation as failed, with the reason: %s', (line, reason) => {
    expect(failure(line)).toMatch(reason);
  });

  it('tells the losses of records, whose mean is the value, and their gradients in units of the unit box', () => {
    expect(readReplyLine('{"id":7,"records":[0.5,1,null,1.5],"gradients":[[1,2],[3,4],null,[null,6]]}', ASKED)).toEqual({
      kind: 'answer',
      outcome: {
        kind: 'value',
        value: 1,
        records: Float64Array.of(0.5, 1, Number.NaN, 1.5),
        gradients: Float64Array.of(2, 20, 6, 40, Number.NaN, Number.NaN, Number.NaN, 60),
      },
    });
  });

  it('leaves no number of the line in the reason, which goes to the log', () => {
    for (const line of ['{"id":7,"value":"0.734"}', '{"id":7,"value":0.734', '{"value":0.734}', '{"id":7,"value":0.734,"error":"x"}']) {
      expect(failure(line)).not.toContain('734');
    }
  });

  it('is stale if it answers an earlier question, and chatter if it does not begin like an answer', () => {
    expect(readReplyLine('{"id":6,"value":1}', ASKED)).toEqual({ kind: 'stale', id: 6 });
    for (const line of ['loading model…', '', '[1,2]', '7 0.3']) expect(readReplyLine(line, ASKED)).toEqual({ kind: 'chatter' });
  });
});
