import { describe, expect, it } from 'vitest';
import { createKernelMemory } from './kernel-memory.js';

function small() {
  const buffer = new ArrayBuffer(8192);
  return { buffer, memory: createKernelMemory(buffer, { begin: 64, end: 8192 }) };
}

describe('the memory of the kernels', () => {
  it('hands out zeroed arrays that do not overlap, and gives a released place to the next', () => {
    const { buffer, memory } = small();
    const a = memory.allocate(10).fill(1);
    const b = memory.allocate(10).fill(2);
    expect([a.buffer, b.buffer]).toEqual([buffer, buffer]);
    expect([...a]).toEqual(Array.from({ length: 10 }, () => 1));
    memory.release(a);
    const c = memory.allocate(3);
    expect(c.byteOffset).toBe(a.byteOffset);
    expect([...c]).toEqual([0, 0, 0]);
    expect([...b]).toEqual(Array.from({ length: 10 }, () => 2));
  });

  it('joins neighbours that were released, in whatever order', () => {
    const { memory } = small();
    const arrays = Array.from({ length: 4 }, () => memory.allocate(160));
    for (const index of [2, 0, 3, 1]) memory.release(arrays[index]!);
    expect(memory.isResident(memory.allocate(700))).toBe(true);
  });

  it('hands out ordinary arrays when it is full', () => {
    const { memory } = small();
    const large = memory.allocate(1024);
    expect([memory.isResident(large), large.length]).toEqual([false, 1024]);
    memory.release(large);
    expect(() => memory.release(large)).toThrow(/^buffer: /);
  });

  it('refuses to release what it did not hand out, or twice', () => {
    const { memory } = small();
    const a = memory.allocate(4);
    expect(() => memory.release(new Float64Array(4))).toThrow(/^buffer: /);
    expect(() => memory.release(a.subarray(1))).toThrow(/^buffer: /);
    memory.release(a);
    expect(() => memory.release(a)).toThrow(/released before/);
  });

  it('clears what a call left behind before it hands it out', () => {
    const { buffer, memory } = small();
    const used = memory.scratch(8000);
    new Uint8Array(buffer, used, 8000).fill(255);
    memory.close();
    const all = Array.from({ length: 11 }, () => memory.allocate(64));
    expect(all.every((array) => memory.isResident(array) && array.every((value) => value === 0))).toBe(true);
  });

  it('copies operands in and outputs back, but nothing that did not fit', () => {
    const { buffer, memory } = small();
    const x = Float64Array.of(1, 2, 3);
    const at = memory.inPlace(x, 2);
    expect([...new Float64Array(buffer, at, 2)]).toEqual([1, 2]);
    new Float64Array(buffer, at, 2).fill(7);
    memory.close();
    expect([...x]).toEqual([7, 7, 3]);

    const y = Float64Array.of(5);
    new Float64Array(buffer, memory.output(y, 1), 1).fill(9);
    memory.scratch(10_000);
    expect(memory.fits).toBe(false);
    memory.close();
    expect([memory.fits, y[0]]).toEqual([true, 5]);
  });

  it('takes an array of its own, and a part of one, without copying', () => {
    const { memory } = small();
    const a = memory.allocate(8);
    expect(memory.inPlace(a.subarray(2), 3)).toBe(a.byteOffset + 16);
    memory.close();
  });
});
