/** A value that `encodeState` writes and `decodeState` reads back bit for bit: JSON values and `Float64Array`s. */
export type Serialisable =
  | null
  | boolean
  | number
  | string
  | Float64Array
  | readonly Serialisable[]
  | { readonly [key: string]: Serialisable | undefined };
