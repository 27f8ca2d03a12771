import { describe, expect, it } from 'vitest';
import { scalarKernels } from '../../../numeric/scalar-kernels.js';
import { createClientContext } from '../../client-context.js';
import type { RunPlan } from '../../messages.js';
import { createWorkspace } from '../../workspace.js';
import { memoryOfClient } from './client-memory.js';

describe('the memory of a client', () => {
  it('stays with it while there are enough, and beyond that goes from the client that used it longest ago to the next', () => {
    const workspace = createWorkspace();
    const plan = { run: 'run-1', name: 'run', seed: 1, rounds: 1, dimension: 2, dtype: 'f64', algorithm: { kind: 'fzoos' } } as RunPlan;
    let made = 0;
    const memoryOf = (clientNumber: number): { number: number } => {
      const context = createClientContext({ plan, clientNumber, round: 1, phase: 0, kernels: scalarKernels, workspace });
      return memoryOfClient(context, { kind: 'test', most: 2, make: () => ({ number: made++ }) });
    };
    const [first, second] = [memoryOf(0), memoryOf(1)];
    expect(memoryOf(0)).toBe(first);
    expect(memoryOf(2)).toBe(second);
    expect(memoryOf(1)).toBe(first);
    expect(memoryOf(2)).toBe(second);
    expect(made).toBe(2);
  });
});
