import type { DecodeLimits } from '../limits.js';
import { ProtocolError } from '../protocol-error.js';

/**
 * One message kind between its domain value and its generated message. `check` holds the rules of both directions; `toProto` gets
 * a checked value, `fromProto` a scanned message and gives a value that is still to be checked.
 */
export interface BodyCodec<Body, Proto> {
  /** Throws `ProtocolError`. `limits` are the receiver's; a sender has none. */
  readonly check: (body: Body, limits: DecodeLimits | undefined) => void;
  readonly toProto: (body: Body) => Proto;
  readonly fromProto: (proto: Proto, limits: DecodeLimits) => Body;
}

export function required<Value>(value: Value | null | undefined, field: string): Value {
  if (value === null || value === undefined) throw new ProtocolError('missing-field', field, 'is missing; set it');
  return value;
}

/** A 64-bit integer as protobufjs reads it: a number or an object of the `long` package. Above 2⁵³ it comes out inexact, which `check` refuses. */
export function toNumber(value: number | { toNumber(): number }): number {
  return typeof value === 'number' ? value : value.toNumber();
}

/** `{ [name]: value }`, or nothing where the message has none: optional fields are left out, never undefined. */
export function present<Name extends string, Value>(name: Name, value: Value | null | undefined): { [Key in Name]?: Value } {
  return value === null || value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: Value });
}

/** The number an enum's name has on the wire. */
export function enumNumber<Name extends string>(numbers: Readonly<Record<Name, number>>, name: Name, field: string): number {
  if (!Object.hasOwn(numbers, name))
    throw new ProtocolError('unknown-enum-value', field, `is ${name}; use ${Object.keys(numbers).join(', ')}`);
  return numbers[name];
}

/** The name of an enum's number. An unknown number is an error, never a default. */
export function enumName<Name extends string>(numbers: Readonly<Record<Name, number>>, number: number, field: string): Name {
  for (const name of Object.keys(numbers) as Name[]) {
    if (numbers[name] === number) return name;
  }
  throw new ProtocolError('unknown-enum-value', field, `is ${number}; use ${Object.values(numbers).join(', ')}`);
}
