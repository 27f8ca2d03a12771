import { InvalidArgumentError } from '../errors.js';

/**
 * The memory of the WebAssembly kernels. It has one fixed size and never grows, so no view of it is ever detached; what is not
 * touched costs address space only. Arrays that live long are cut from the bottom by first fit; operands of one call that lie
 * elsewhere are copied to a frame at the top. Outputs are copied back when the frame closes.
 */
export interface KernelMemory {
  /** A zeroed array, inside the memory while there is room, else an ordinary one. */
  allocate(length: number): Float64Array;
  release(array: Float64Array): void;
  isResident(array: Float64Array): boolean;

  /** Each returns the byte offset of an operand of the open call; where there is no room `fits` turns false. */
  input(array: Float64Array, length: number): number;
  output(array: Float64Array, length: number): number;
  inPlace(array: Float64Array, length: number): number;
  /** A copy of the array's own, to be overwritten. */
  copyOf(array: Float64Array, length: number): number;
  scratch(bytes: number): number;
  readonly fits: boolean;
  /** Ends the call: copies outputs back, unless they did not fit, and empties the frame. */
  close(): void;
}

const ALIGNMENT = 64;

interface Hole {
  offset: number;
  bytes: number;
}

/** @param range bytes of the memory that may be handed out; the last quarter of it is kept for frames. */
export function createKernelMemory(buffer: ArrayBuffer, range: { readonly begin: number; readonly end: number }): KernelMemory {
  const { begin, end } = range;
  const heapEnd = begin + Math.floor(((end - begin) * 3) / 4 / ALIGNMENT) * ALIGNMENT;
  let holes: Hole[] = [{ offset: begin, bytes: heapEnd - begin }];
  const live = new Map<number, number>();
  const ordinary = new WeakSet<Float64Array>();
  /** What lies between is as zero as it was at the start. */
  let heapUsedTo = begin;
  let frameUsedFrom = end;

  let frame = end;
  let fits = true;
  const outputs: { readonly array: Float64Array; readonly copy: Float64Array }[] = [];

  /** Frames may use what the heap leaves free above its last array. */
  function frameFloor(): number {
    const top = holes.at(-1);
    return top !== undefined && top.offset + top.bytes === heapEnd ? top.offset : heapEnd;
  }

  function scratch(bytes: number): number {
    const offset = frame - Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (offset < frameFloor()) {
      fits = false;
      return 0;
    }
    frame = offset;
    frameUsedFrom = Math.min(frameUsedFrom, offset);
    return offset;
  }

  function place(array: Float64Array, length: number, use: { readonly read: boolean; readonly write: boolean }): number {
    if (array.buffer === buffer) return array.byteOffset;
    const offset = scratch(8 * length);
    if (!fits) return 0;
    const copy = new Float64Array(buffer, offset, length);
    if (use.read) copy.set(array.length === length ? array : array.subarray(0, length));
    if (use.write) outputs.push({ array, copy });
    return offset;
  }

  function copyOf(array: Float64Array, length: number): number {
    const offset = scratch(8 * length);
    if (fits) new Float64Array(buffer, offset, length).set(array.subarray(0, length));
    return offset;
  }

  return {
    allocate(length) {
      const bytes = Math.max(1, Math.ceil((8 * length) / ALIGNMENT)) * ALIGNMENT;
      const hole = holes.find((candidate) => candidate.bytes >= bytes);
      if (hole === undefined) {
        const array = new Float64Array(length);
        ordinary.add(array);
        return array;
      }
      const { offset } = hole;
      hole.offset += bytes;
      hole.bytes -= bytes;
      holes = holes.filter((candidate) => candidate.bytes > 0);
      live.set(offset, bytes);
      const array = new Float64Array(buffer, offset, length);
      if (offset < heapUsedTo || offset + bytes > frameUsedFrom) array.fill(0);
      heapUsedTo = Math.max(heapUsedTo, offset + bytes);
      return array;
    },
    release(array) {
      if (ordinary.delete(array)) return;
      const bytes = array.buffer === buffer ? live.get(array.byteOffset) : undefined;
      if (bytes === undefined)
        throw new InvalidArgumentError('buffer', 'is not an array from `allocate` of these kernels, or was released before');
      live.delete(array.byteOffset);
      holes = joined([...holes, { offset: array.byteOffset, bytes }]);
    },
    isResident: (array) => array.buffer === buffer,
    input: (array, length) => place(array, length, { read: true, write: false }),
    output: (array, length) => place(array, length, { read: false, write: true }),
    inPlace: (array, length) => place(array, length, { read: true, write: true }),
    copyOf,
    scratch,
    get fits() {
      return fits;
    },
    close() {
      if (fits) for (const { array, copy } of outputs) array.set(copy);
      outputs.length = 0;
      frame = end;
      fits = true;
    },
  };
}

function joined(holes: Hole[]): Hole[] {
  holes.sort((a, b) => a.offset - b.offset);
  const result: Hole[] = [];
  for (const hole of holes) {
    const last = result.at(-1);
    if (last !== undefined && last.offset + last.bytes === hole.offset) last.bytes += hole.bytes;
    else result.push({ ...hole });
  }
  return result;
}
