/** Options without those that are `undefined`, which mean the default. */
export function given<T extends object>(options: T): T {
  const plain = (value: unknown): boolean =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, plain(value) ? given(value as object) : value]),
  ) as T;
}
