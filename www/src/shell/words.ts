/** How things are written on the site. */

/** 12,345. */
export function count(n: number): string {
  return n.toLocaleString("en");
}

/** "1.24 MB", "3.1 KB", "12 bytes". */
export function size(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(2)} MB`;
  return bytes >= 1000 ? `${(bytes / 1e3).toFixed(1)} KB` : plural(bytes, "byte");
}

/** A warning of the core's as a sentence. */
export function sentence(text: string): string {
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

/** 95 %, 99.9 %. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

/** "1 model", "5 models". */
export function plural(n: number, one: string, more = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

/** An interval, whose ends may be open: "0.20 to 0.93", "above 0.93". */
export function range(
  [low, high]: [number | null, number | null],
  write: (x: number) => string,
): string {
  if (low === null) return high === null ? "without limit" : `below ${write(high)}`;
  return high === null ? `above ${write(low)}` : `${write(low)} to ${write(high)}`;
}
