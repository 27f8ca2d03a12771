import type * as proto from '@fedzoo/proto';
import type { NamedTensors, Tensor } from '../../federation/messages.js';
import { checkCount, checkUint32 } from '../field-checks.js';
import { WIRE_LIMITS } from '../limits.js';
import type { DecodeLimits } from '../limits.js';
import { ProtocolError } from '../protocol-error.js';
import { enumName, enumNumber, required } from './body-codec.js';
import { decodeElements, encodeElements } from './elements.js';
import { checkIndices, placesFromBytes, placesToBytes } from './places.js';
import { dataBytes, DTYPE_NUMBERS, scaleBytes } from './element-sizes.js';

const TENSOR_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** The rules of a tensor that need no look at its elements; `tensorToProto` and `tensorFromProto` look at those while they copy. */
export function checkTensor(tensor: Tensor, field: string): void {
  checkCount(tensor.shape.length, `${field}.shape`, WIRE_LIMITS.maxTensorAxes);
  const { shape, values, indices } = tensor;
  const elements = elementCount(shape, field, Number.MAX_SAFE_INTEGER);
  if (indices !== undefined) checkIndices(indices, elements, field);
  const listed = indices === undefined ? elements : indices.length;
  if (listed === values.length) return;
  throw new ProtocolError(
    'shape-mismatch',
    `${field}.shape`,
    indices === undefined
      ? `is [${shape.join()}] for ${values.length} values; the product must be their number`
      : `lists ${listed} places for ${values.length} values; give each its own`,
  );
}

export function checkTensors(tensors: NamedTensors, field: string): void {
  const names = Object.keys(tensors);
  checkCount(names.length, field, WIRE_LIMITS.maxTensors);
  for (const name of names) {
    checkTensorName(name, field);
    checkTensor(tensors[name] as Tensor, `${field}.${name}`);
  }
}

/** Sparse tensors are part of contributions only. */
export function checkDense({ indices }: Tensor, field: string): void {
  if (indices !== undefined) throw new ProtocolError('inconsistent', `${field}.places`, 'are there; send this tensor dense');
}

export function tensorToProto(tensor: Tensor, field: string): proto.Tensor {
  const { dtype, shape, values, indices } = tensor;
  const number = enumNumber(DTYPE_NUMBERS, dtype, `${field}.dtype`);
  checkAllFinite(values, field);
  return {
    dtype: number,
    shape,
    ...encodeElements(values, dtype, field),
    places: indices === undefined ? null : placesToBytes(indices),
  };
}

const broadcasts = new WeakMap<Tensor, proto.Tensor>();

/**
 * As `tensorToProto`, once for a tensor however often it is sent: the tasks of a phase share theirs, so a broadcast is checked and
 * converted once for all clients, and copied into the frame of each. The tensor must not change after the first time.
 */
export function broadcastToProto(tensor: Tensor, field: string): proto.Tensor {
  const known = broadcasts.get(tensor);
  if (known !== undefined) return known;
  const encoded = tensorToProto(tensor, field);
  broadcasts.set(tensor, encoded);
  return encoded;
}

/**
 * The tensor of a scanned message, its values copied into an aligned array of their own (f32 widened). Sizes are checked against
 * each other and the limits before the array is made; its size never exceeds twice that of the frame. O(elements).
 */
export function tensorFromProto(tensor: proto.Tensor | null, field: string, limits: DecodeLimits): Tensor {
  const { dtype: number, shape, data, scale, places } = required(tensor, field);
  const dtype = enumName(DTYPE_NUMBERS, number, `${field}.dtype`);
  const elements = elementCount(shape, field, limits.maxTensorElements);
  const indices = places === null ? undefined : placesFromBytes(places, elements, `${field}.places`);
  const listed = indices === undefined ? elements : indices.length;
  const what = indices === undefined ? `[${shape.join()}] of ${dtype}` : `${listed} listed elements of ${dtype}`;
  checkSize(data, dataBytes(dtype, listed), `${field}.data`, what);
  checkSize(scale, scaleBytes(dtype, listed), `${field}.scale`, what);
  const values = decodeElements({ data, scale }, { dtype, elements: listed, field });
  checkAllFinite(values, field);
  return { dtype, shape: [...shape], values, ...(indices === undefined ? {} : { indices }) };
}

function checkSize({ length }: Uint8Array, needed: number, field: string, what: string): void {
  if (length !== needed) throw new ProtocolError('shape-mismatch', field, `has ${length} bytes; ${what} needs ${needed}`);
}

export function tensorsToProto(tensors: NamedTensors, field: string, toProto = tensorToProto): proto.NamedTensor[] {
  return Object.keys(tensors).map((name) => ({ name, tensor: toProto(tensors[name] as Tensor, `${field}.${name}`) }));
}

export function tensorsFromProto(tensors: readonly proto.NamedTensor[], field: string, limits: DecodeLimits): NamedTensors {
  const named: Record<string, Tensor> = {};
  for (const { name, tensor } of tensors) {
    checkTensorName(name, field);
    if (Object.hasOwn(named, name)) throw new ProtocolError('inconsistent', `${field}.${name}`, 'is there twice; send each tensor once');
    named[name] = tensorFromProto(tensor, `${field}.${name}`, limits);
  }
  return named;
}

export function checkTensorName(name: string, field: string): void {
  if (!TENSOR_NAME.test(name))
    throw new ProtocolError(
      'invalid-id',
      field,
      `names a tensor ${JSON.stringify(name.slice(0, 80))}; use a letter, then A-Z a-z 0-9 . _ -`,
    );
}

function elementCount(shape: readonly number[], field: string, max: number): number {
  let elements = 1;
  for (const size of shape) {
    checkUint32(size, `${field}.shape`);
    elements *= size;
    // Checked at every axis: the product stays exact, whatever the sizes claim.
    if (elements > max) throw new ProtocolError('out-of-range', `${field}.shape`, `is [${shape.join()}]; at most ${max} elements`);
  }
  return elements;
}

/** v − v is 0 for a finite v and NaN for every other: sums of these, in four lanes for speed, tell in one look whether all are finite. */
function checkAllFinite(values: Float64Array, field: string): void {
  const whole = values.length & ~3;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    a += values[i]! - values[i]!;
    b += values[i + 1]! - values[i + 1]!;
    c += values[i + 2]! - values[i + 2]!;
    d += values[i + 3]! - values[i + 3]!;
  }
  for (let i = whole; i < values.length; i++) a += values[i]! - values[i]!;
  if (a + b + c + d === 0) return;
  const index = values.findIndex((value) => !Number.isFinite(value));
  throw new ProtocolError('not-finite', `${field}[${index}]`, `is ${values[index]}; elements are finite`);
}
