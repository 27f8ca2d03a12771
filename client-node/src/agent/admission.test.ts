import { describe, expect, it } from 'vitest';
import { createAdmission } from './admission.js';

const never = new AbortController().signal;
/** Lets everything that is due in this turn happen. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('admission', () => {
  it('lets at most its limit in at a time, in the order in which they came', async () => {
    const admission = createAdmission(2);
    const order: number[] = [];
    const leaves: (() => void)[] = [];
    for (let i = 0; i < 5; i++) {
      void admission.enter(never).then((leave) => {
        order.push(i);
        leaves.push(leave);
      });
    }
    await turn();
    expect(order).toEqual([0, 1]);
    leaves[0]!();
    await turn();
    expect(order).toEqual([0, 1, 2]);
    leaves[1]!();
    leaves[2]!();
    await turn();
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('lets nobody in while it is closed, and those who waited when it opens', async () => {
    const admission = createAdmission(1);
    admission.close();
    let entered = false;
    const entering = admission.enter(never).then(() => {
      entered = true;
    });
    await turn();
    expect(entered).toBe(false);
    admission.open();
    await entering;
    expect(entered).toBe(true);
  });

  it('weighs what it lets in, and lets in alone what is heavier than its limit', async () => {
    const admission = createAdmission(10);
    const leaveSmall = await admission.enter(never, 4);
    const leaveOther = await admission.enter(never, 6);
    const order: string[] = [];
    const heavy = admission.enter(never, 50).then((leave) => {
      order.push('heavy');
      return leave;
    });
    const light = admission.enter(never, 1).then(() => order.push('light'));
    leaveSmall();
    await turn();
    expect(order).toEqual([]);
    leaveOther();
    const leaveHeavy = await heavy;
    await turn();
    expect(order).toEqual(['heavy']);
    leaveHeavy();
    await light;
    expect(order).toEqual(['heavy', 'light']);
  });

  it('lets those behind pass one that gives up', async () => {
    const admission = createAdmission(1);
    const leave = await admission.enter(never);
    const giveUp = new AbortController();
    const first = admission.enter(giveUp.signal);
    const second = admission.enter(never);
    giveUp.abort(new Error('given up'));
    await expect(first).rejects.toThrow('given up');
    leave();
    await second;
    await expect(admission.enter(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
});
