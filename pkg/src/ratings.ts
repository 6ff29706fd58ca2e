/** Ratings in place of votes: columns of a table of scores, or ratings by model. */

import type { GivenRatings } from "./gap-host.js";
import type { Benchmark, Ratings, Scores } from "./gap-types.js";
import { badOption } from "./options.js";

/** Half of a 95 % interval is so many standard errors. */
const HALF = 1.959963984540054;
/** Models that a column needs before it can stand for votes. */
const FEWEST = 3;

/** What the core takes, and the table without the columns that stand for votes. */
export function settle(asked: Ratings, scores: Scores): { given: GivenRatings; scores: Scores } {
  const { ratings, errors, interval } = asked;
  if (errors !== undefined && interval !== undefined)
    throw badOption("interval", "given", "errors or an interval, not both");
  const rated = numbers("ratings", ratings, scores);
  const models = [...rated.keys()];
  const given: GivenRatings = { models, ratings: [...rated.values()] };
  const all = (option: string, of: Ratings["ratings"]): number[] => {
    const found = numbers(option, of, scores);
    return models.map((model) => {
      const value = found.get(model);
      if (value === undefined)
        throw badOption(option, `nothing for ${model}`, "a number for every model with a rating");
      return value;
    });
  };
  if (errors !== undefined) given.errors = all("errors", errors);
  if (typeof interval === "string") given.errors = all("interval", interval).map(ofHalf);
  else if (interval !== undefined) {
    const [low, high] = [all("interval", interval[0]), all("interval", interval[1])];
    given.errors = low.map((end, m) => ofHalf(((high[m] ?? end) - end) / 2));
  }
  const name = asked.name ?? (typeof ratings === "string" ? ratings : undefined);
  if (name !== undefined) given.name = name;
  const why = typeof ratings === "string" && column("ratings", ratings, scores).why;
  if (why && /^(the mean of|named) /.test(why)) given.average = why;
  const used = [ratings, errors, interval].flat().filter((one) => typeof one === "string");
  return { given, scores: used.length > 0 ? without(scores, used, name ?? "") : scores };
}

function ofHalf(width: number): number {
  return width / HALF;
}

function column(option: string, name: string, { benchmarks }: Scores): Benchmark {
  const found = benchmarks.find((benchmark) => benchmark.name === name);
  if (found) return found;
  const names = benchmarks.map((benchmark) => benchmark.name).join(", ");
  throw badOption(option, name, `a column of numbers of the scores: ${names}`);
}

/** By model: of a column, or as given. */
function numbers(option: string, of: Ratings["ratings"], scores: Scores): Map<string, number> {
  if (typeof of !== "string") return new Map(Object.entries(of));
  const at = scores.benchmarks.indexOf(column(option, of, scores));
  return new Map(
    scores.models.flatMap((model, m): [string, number][] => {
      const value = scores.values[m]?.[at];
      return typeof value === "number" ? [[model, value]] : [];
    }),
  );
}

/** What stands for votes is no benchmark beside them. */
function without(scores: Scores, used: string[], name: string): Scores {
  const benchmarks = scores.benchmarks.map((benchmark) =>
    used.includes(benchmark.name)
      ? {
          ...benchmark,
          included: false,
          why: benchmark.name === name ? "it stands for the votes" : `it tells how sure ${name} is`,
        }
      : benchmark,
  );
  return { ...scores, benchmarks };
}

const ELO = /(^|[^a-z])elo([^a-z]|$)|rating|arena score|bradley|trueskill/i;
const LOW = ["lower", "low", "q025", "cilower", "cilow", "lowerbound", "lowerci"];
const HIGH = ["upper", "high", "q975", "ciupper", "cihigh", "upperbound", "upperci"];
const WIDTH = ["95ci", "ci95", "ci", "confidenceinterval"];
const ERROR = ["se", "stderr", "standarderror"];

/**
 * Columns of a table that can stand for votes, those named as ratings first, with what the table tells
 * of their errors.
 *
 * ```ts
 * const [ratings] = ratingColumns(scores);
 * if (ratings) await mg.gap(ratings, scores);
 * ```
 */
export function ratingColumns(scores: Scores): (Ratings & { ratings: string })[] {
  const known = (at: number): number =>
    scores.values.filter((row) => typeof row[at] === "number").length;
  const could = scores.benchmarks.filter(
    ({ included, why = "" }, at) => known(at) >= FEWEST && (included || !/not a score/.test(why)),
  );
  const first = could.filter(({ name }) => ELO.test(name));
  const names = [...first, ...could.filter((one) => !first.includes(one))].map(({ name }) => name);
  const all = scores.benchmarks.map(({ name }) => name);
  return names.map((name) => ({ ratings: name, ...sureness(name, all, first.length === 1) }));
}

/** The columns that tell how sure a rating is; those without its name are the only rating's. */
function sureness(of: string, all: string[], only: boolean): Pick<Ratings, "errors" | "interval"> {
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const named = (ends: string[]): string | undefined => {
    const beside = all.filter((name) => name !== of);
    const own = beside.find((name) => ends.some((end) => plain(name) === plain(of) + end));
    if (own !== undefined || !only || !ELO.test(of)) return own;
    return beside.find((name) =>
      ends.some((end) => [end, `rating${end}`, `elo${end}`].includes(plain(name))),
    );
  };
  const errors = named(ERROR);
  if (errors !== undefined) return { errors };
  const [low, high] = [named(LOW), named(HIGH)];
  if (low !== undefined && high !== undefined) return { interval: [low, high] };
  const interval = named(WIDTH);
  return interval === undefined ? {} : { interval };
}

/** Ratings of a board that was written down: a snapshot, or a board by itself. */
export function ofBoard(json: unknown): Ratings | undefined {
  const { board = json, name } = (json ?? {}) as { board?: unknown; name?: unknown };
  const { models } = (board ?? {}) as { models?: unknown };
  if (!Array.isArray(models)) return undefined;
  const rows = models as { name?: unknown; rating?: unknown; se?: unknown }[];
  const fine = (row: (typeof rows)[number]): boolean =>
    typeof row?.name === "string" && typeof row.rating === "number";
  if (rows.length === 0 || !rows.every(fine)) return undefined;
  const by = (of: "rating" | "se"): Record<string, number> =>
    Object.fromEntries(rows.map((row) => [row.name, row[of]])) as Record<string, number>;
  const sure = rows.every(({ se }) => typeof se === "number" && Number.isFinite(se));
  return {
    ratings: by("rating"),
    ...(sure && { errors: by("se") }),
    ...(typeof name === "string" && { name }),
  };
}

/** The ratings of a table that is a board, by model. */
export function ofTable(scores: Scores): Ratings | undefined {
  const [found] = ratingColumns(scores);
  if (!found) return undefined;
  const { given } = settle(found, scores);
  const by = (values: number[]): Record<string, number> =>
    Object.fromEntries(given.models.map((model, m) => [model, values[m] ?? 0]));
  return {
    ratings: by(given.ratings),
    ...(given.errors && { errors: by(given.errors) }),
    ...(given.name !== undefined && { name: given.name }),
  };
}
