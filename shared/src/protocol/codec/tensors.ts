import { Dtype } from '@fedzoo/proto';
import type * as proto from '@fedzoo/proto';
import type { NamedTensors, Tensor, WireDtype } from '../../federation/messages.js';
import { checkCount, checkUint32 } from '../field-checks.js';
import { WIRE_LIMITS } from '../limits.js';
import type { DecodeLimits } from '../limits.js';
import { ProtocolError } from '../protocol-error.js';
import { enumName, enumNumber, required } from './body-codec.js';

export const DTYPE_NUMBERS = { f64: Dtype.DTYPE_F64, f32: Dtype.DTYPE_F32 } as const satisfies Record<WireDtype, number>;

export const ELEMENT_BYTES = { f64: 8, f32: 4 } as const satisfies Record<WireDtype, number>;

const TENSOR_NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** The rules of a tensor that need no look at its elements; `tensorToProto` and `tensorFromProto` look at those while they copy. */
export function checkTensor(tensor: Tensor, field: string): void {
  checkCount(tensor.shape.length, `${field}.shape`, WIRE_LIMITS.maxTensorAxes);
  const elements = elementCount(tensor.shape, field, Number.MAX_SAFE_INTEGER);
  if (elements !== tensor.values.length) {
    throw new ProtocolError(
      'shape-mismatch',
      `${field}.shape`,
      `is [${tensor.shape.join()}] for ${tensor.values.length} values; the product must be their number`,
    );
  }
}

export function checkTensors(tensors: NamedTensors, field: string): void {
  const names = Object.keys(tensors);
  checkCount(names.length, field, WIRE_LIMITS.maxTensors);
  for (const name of names) {
    checkTensorName(name, field);
    checkTensor(tensors[name] as Tensor, `${field}.${name}`);
  }
}

export function tensorToProto(tensor: Tensor, field: string): proto.Tensor {
  const { dtype, shape, values } = tensor;
  return {
    dtype: enumNumber(DTYPE_NUMBERS, dtype, `${field}.dtype`),
    shape,
    data: dtype === 'f32' ? narrowBytes(values, field) : doubleBytes(values, field),
  };
}

/**
 * The tensor of a scanned message, its values copied into an aligned array of their own (f32 widened). Sizes are checked against
 * each other and the limits before the array is made; its size never exceeds twice that of the frame. O(elements).
 */
export function tensorFromProto(tensor: proto.Tensor | null, field: string, limits: DecodeLimits): Tensor {
  const { dtype: number, shape, data } = required(tensor, field);
  const dtype = enumName(DTYPE_NUMBERS, number, `${field}.dtype`);
  const elements = elementCount(shape, field, limits.maxTensorElements);
  if (elements * ELEMENT_BYTES[dtype] !== data.length) {
    throw new ProtocolError(
      'shape-mismatch',
      `${field}.data`,
      `has ${data.length} bytes; [${shape.join()}] of ${dtype} needs ${elements * ELEMENT_BYTES[dtype]}`,
    );
  }
  const values = dtype === 'f64' ? doublesOf(data) : widenedOf(data);
  checkAllFinite(values, field);
  return { dtype, shape: [...shape], values };
}

export function tensorsToProto(tensors: NamedTensors, field: string): proto.NamedTensor[] {
  return Object.keys(tensors).map((name) => ({ name, tensor: tensorToProto(tensors[name] as Tensor, `${field}.${name}`) }));
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

function checkTensorName(name: string, field: string): void {
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

/** The bytes of the values; on a little-endian machine a view of them, which the writer copies. */
function doubleBytes(values: Float64Array, field: string): Uint8Array {
  checkAllFinite(values, field);
  return littleEndianBytes(values);
}

function narrowBytes(values: Float64Array, field: string): Uint8Array {
  checkAllFinite(values, field);
  const narrow = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    narrow[i] = value;
    if (narrow[i] !== value) {
      throw new ProtocolError(
        'not-representable',
        `${field}[${i}]`,
        `is ${value}, which f32 does not hold exactly; round the tensor to its dtype first`,
      );
    }
  }
  return littleEndianBytes(narrow);
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function littleEndianBytes(values: Float64Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return LITTLE_ENDIAN ? bytes : elementsReversed(bytes, values.BYTES_PER_ELEMENT);
}

function doublesOf(data: Uint8Array): Float64Array {
  const values = new Float64Array(data.length / ELEMENT_BYTES.f64);
  new Uint8Array(values.buffer).set(LITTLE_ENDIAN ? data : elementsReversed(data, ELEMENT_BYTES.f64));
  return values;
}

function widenedOf(data: Uint8Array): Float64Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = new Float64Array(data.length / ELEMENT_BYTES.f32);
  for (let i = 0; i < values.length; i++) values[i] = view.getFloat32(i * ELEMENT_BYTES.f32, true);
  return values;
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

function elementsReversed(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const reversed = new Uint8Array(bytes);
  for (let offset = 0; offset < reversed.length; offset += elementBytes) reversed.subarray(offset, offset + elementBytes).reverse();
  return reversed;
}
