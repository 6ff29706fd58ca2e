/**
 * Shapes: functions that copy what they know of a value and refuse what has another type, with the
 * place where it stands. What they do not know is left behind.
 */

import { MindgapError } from "../errors.js";

/** Reads a value that stands at a path. */
export type Shape<T> = (value: unknown, path: string) => T;
type Shapes<T> = { [K in keyof T]-?: Shape<Exclude<T[K], undefined>> };
type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]: T[K] };
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

export function refuse(path: string, value: unknown, expected: string): never {
  throw new MindgapError(
    "bad-snapshot",
    `this snapshot cannot be shown: ${path} is ${found(value)}, expected ${expected}`,
    { path, expected },
  );
}

function found(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

function of<T>(test: (value: unknown) => boolean, expected: string): Shape<T> {
  return (value, path) => (test(value) ? (value as T) : refuse(path, value, expected));
}

export const text = of<string>((value) => typeof value === "string", "a text");
export const flag = of<boolean>((value) => typeof value === "boolean", "true or false");
/** JSON has no word for infinity, but 1e999 is one. */
export const number = of<number>(Number.isFinite, "a number");
export const whole = of<number>(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a whole number",
);
export const oneOf = <T extends string | number>(...words: T[]): Shape<T> =>
  of<T>(
    (value) => words.includes(value as T),
    words.map((word) => JSON.stringify(word)).join(" or "),
  );

/** A number for which `null` stands where it is infinite. */
export const open: Shape<number> = (value, path) =>
  value === null ? Infinity : number(value, path);
export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);
export const either =
  <A, B>(test: (value: unknown) => boolean, first: Shape<A>, second: Shape<B>): Shape<A | B> =>
  (value, path) =>
    test(value) ? first(value, path) : second(value, path);

export const list =
  <T>(shape: Shape<T>, length?: number): Shape<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) return refuse(path, value, "a list");
    if (length !== undefined && value.length !== length) refuse(path, value, `a list of ${length}`);
    return value.map((entry, at) => shape(entry, `${path}[${at}]`));
  };
export const pair =
  <A, B>(first: Shape<A>, second: Shape<B>): Shape<[A, B]> =>
  (value, path) => {
    const [a, b] = list((entry: unknown) => entry, 2)(value, path);
    return [first(a, `${path}[0]`), second(b, `${path}[1]`)];
  };

/** An object whose keys are names. */
export const record =
  <T>(shape: Shape<T>): Shape<Record<string, T>> =>
  (value, path) =>
    Object.fromEntries(
      Object.entries(plain(value, path)).map(([key, entry]) => [
        key,
        shape(entry, `${path}.${key.slice(0, 40)}`),
      ]),
    );

/** An object with these fields, of which some may be absent. */
export const object =
  <T extends object>(required: Shapes<Required<T>>, optional: Shapes<Optional<T>>): Shape<T> =>
  (value, path) => {
    const given = plain(value, path);
    const shapes = { ...required, ...optional } as Record<string, Shape<unknown>>;
    const at = (key: string): string => (path ? `${path}.${key}` : key);
    for (const key of Object.keys(required))
      if (!Object.hasOwn(given, key)) refuse(at(key), undefined, "a value");
    // In the order of the file, so that it is written again as it was.
    const fields = Object.keys(given).flatMap((key) => {
      const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
      return shape ? [[key, shape(given[key], at(key))] as const] : [];
    });
    return Object.fromEntries(fields) as T;
  };

function plain(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(path || "it", value, "an object");
}
