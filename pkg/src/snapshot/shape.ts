/**
 * Shapes: functions that copy what they know of a value and refuse what has another type. What they
 * do not know is left behind.
 */

/** Reads a value, or throws a {@link Refusal}. */
export type Shape<T> = (value: unknown) => T;
type Shapes<T> = { [K in keyof T]-?: Shape<Exclude<T[K], undefined>> };
type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]: T[K] };
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** Of a name that a message repeats. */
const LONGEST = 60;

/** A value of another type than expected. Where it stands is found out on the way back up. */
export class Refusal {
  path = "";
  readonly found: string;
  readonly expected: string;

  constructor(value: unknown, expected: string) {
    this.found = describe(value);
    this.expected = expected;
  }

  static at(key: string | number, thrown: unknown): unknown {
    if (thrown instanceof Refusal) {
      const { path } = thrown;
      const here = typeof key === "number" ? `[${key}]` : key.slice(0, LONGEST);
      thrown.path = here + (path === "" || path.startsWith("[") ? "" : ".") + path;
    }
    return thrown;
  }
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : String(value);
}

function refuse(value: unknown, expected: string): never {
  throw new Refusal(value, expected);
}

function of<T>(test: (value: unknown) => boolean, expected: string): Shape<T> {
  return (value) => (test(value) ? (value as T) : refuse(value, expected));
}

export const text = of<string>((value) => typeof value === "string", "a text");
export const flag = of<boolean>((value) => typeof value === "boolean", "true or false");
/** JSON has no word for infinity, but 1e999 is one. */
export const number = of<number>(Number.isFinite, "a number");
export const whole = of<number>(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  "a whole number",
);
export const oneOf = <const T>(...words: T[]): Shape<T> =>
  of<T>(
    (value) => words.includes(value as T),
    words.map((word) => JSON.stringify(word)).join(" or "),
  );

/** A number for which `null` stands where it is infinite. */
export const open: Shape<number> = (value) => (value === null ? Infinity : number(value));
export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value) =>
    value === null ? null : shape(value);
export const either =
  <A, B>(test: (value: unknown) => boolean, first: Shape<A>, second: Shape<B>): Shape<A | B> =>
  (value) =>
    test(value) ? first(value) : second(value);

/** A list, of as many entries as are asked for. */
export const list =
  <T>(shape: Shape<T>, least = 0, most = Infinity): Shape<T[]> =>
  (value) => {
    if (!Array.isArray(value)) return refuse(value, "a list");
    if (value.length < least || value.length > most)
      refuse(value, most === least ? `a list of ${most}` : `a list of ${least} or more`);
    return value.map((entry, at) => under(at, shape, entry));
  };
export const pair = <A, B>(first: Shape<A>, second: Shape<B>): Shape<[A, B]> => {
  const both = list((value: unknown) => value, 2, 2);
  return (value) => {
    const [low, high] = both(value);
    return [under(0, first, low), under(1, second, high)];
  };
};

function under<T>(key: string | number, shape: Shape<T>, value: unknown): T {
  try {
    return shape(value);
  } catch (thrown) {
    throw Refusal.at(key, thrown);
  }
}

/** An object whose keys are names. */
export const record =
  <T>(shape: Shape<T>): Shape<Record<string, T>> =>
  (value) =>
    fields(value, () => shape);

/** An object with these fields, of which some may be absent. */
export const object = <T extends object>(
  required: Shapes<Required<T>>,
  optional: Shapes<Optional<T>>,
): Shape<T> => {
  const shapes = new Map(Object.entries({ ...required, ...optional }));
  const needed = Object.keys(required);
  return (value) => {
    const found = fields(value, (key) => shapes.get(key) as Shape<unknown> | undefined);
    for (const key of needed) if (!Object.hasOwn(found, key)) under(key, absent, undefined);
    return found as T;
  };
};

const absent: Shape<never> = (value) => refuse(value, "a value");

/** The fields that have a shape, in the order of the file, so that it is written again as it was. */
function fields<T>(
  value: unknown,
  shapeOf: (key: string) => Shape<T> | undefined,
): Record<string, T> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(value, "an object");
  const entries: [string, T][] = [];
  for (const [key, entry] of Object.entries(value)) {
    const shape = shapeOf(key);
    if (shape) entries.push([key, under(key, shape, entry)]);
  }
  // Keys of any name become the object's own.
  return Object.fromEntries(entries);
}
