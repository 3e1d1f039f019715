/** What is made for a key: the same at every call. */
export function once<K, V>(
  made: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}
