/** A memo of one value: what the rounds of a block share, without keeping what earlier blocks had. Dropping it changes speed and nothing else. */
export type Latest<Value> = (key: number, make: () => Value) => Value;

export function createLatest<Value>(): Latest<Value> {
  let held: { readonly key: number; readonly value: Value } | undefined;
  return (key, make) => {
    if (held?.key !== key) held = { key, value: make() };
    return held.value;
  };
}
