/** The command that computes a report's figures again. */

import type { Board, Gap, HeadToHead, ReadOptions } from "mindgap";

/** What the command needs to know. */
export interface Computed {
  /** The vote file's name. */
  name: string;
  /** How it was read, where the reader said so. */
  read?: ReadOptions | undefined;
  board: Board;
  record?: HeadToHead | undefined;
  gap?: Gap | undefined;
  /** The name of the table of scores. */
  scoresName?: string | undefined;
  /** What the reader set right of its benchmarks. */
  corrections?: Record<string, Correction> | undefined;
}

/** A benchmark that is not taken as the table was read. */
export interface Correction {
  direction?: "higher" | "lower";
  included?: boolean;
}

type Settings = Record<string, unknown>;

const PARTS = {
  modelA: "model_a",
  modelB: "model_b",
  winner: "winner",
  judge: "judge",
  time: "time",
  text: "text",
  count: "count",
  wins: "wins",
  losses: "losses",
  ties: "ties",
  loser: "loser",
  tied: "tied",
} as const;

/** One line of a shell (bash, zsh). */
export function command(computed: Computed): string {
  const { name, board, record, gap, scoresName = "scores.csv", corrections = {} } = computed;
  const { version } = board.provenance;
  const files = gap ? ["gap", fileName(name), fileName(scoresName)] : ["rank", fileName(name)];
  const options = [
    ...rankOptions(board.provenance.settings),
    ...readOptions(computed.read ?? {}),
    ...(gap ? [...gapOptions(gap.provenance.settings), ...correctionOptions(corrections)] : []),
    ...(record && !gap ? pairOptions(record.provenance.settings) : []),
  ];
  const words = ["npx", `mindgap@${version}`, ...files, ...options.flatMap(wordsOf)];
  return words.map(quoted).join(" ");
}

/** A flag has no value. */
type Option = [name: string, value?: string];

/** A value that begins with a dash would be an option itself. */
function wordsOf([name, value]: Option): string[] {
  if (value === undefined) return [name];
  return value.startsWith("-") ? [`${name}=${value}`] : [name, value];
}

function pairOptions(settings: Settings): Option[] {
  const { test, adjust } = settings;
  return [
    ["--head-to-head"],
    ...(test === "bootstrap" ? [] : [["--test", String(test)] satisfies Option]),
    ...(adjust === "none" ? [] : [["--adjust", String(adjust)] satisfies Option]),
  ];
}

function correctionOptions(corrections: Record<string, Correction>): Option[] {
  return Object.entries(corrections).flatMap(([benchmark, { direction, included }]): Option[] => [
    ...(direction === undefined ? [] : [[`--${direction}`, benchmark] satisfies Option]),
    ...(included === undefined
      ? []
      : [[included ? "--include" : "--exclude", benchmark] satisfies Option]),
  ]);
}

function rankOptions(settings: Settings): Option[] {
  const bootstrap = (settings["bootstrap"] ?? {}) as Settings;
  const where = (settings["where"] ?? {}) as Record<string, string | string[]>;
  const anchor = settings["anchor"] as { model: string; elo?: number } | undefined;
  const control = (settings["control"] ?? []) as string[];
  const flag = (name: string, on: unknown): Option[] => (on ? [[name]] : []);
  const given = (name: string, value: unknown): Option[] =>
    value === undefined ? [] : [[name, String(value)]];
  return [
    ...given("--ties", settings["ties"]),
    ...given("--unit", bootstrap["unit"]),
    ...given("--method", bootstrap["method"]),
    ...given("--replicates", bootstrap["replicates"] ?? 0),
    ...given("--seed", bootstrap["seed"]),
    ...given("--level", settings["level"]),
    ...(settings["prior"] ? given("--prior", settings["prior"]) : []),
    ...(anchor ? given("--anchor", `${anchor.model}=${anchor.elo ?? 1000}`) : []),
    ...(control.length > 0 ? given("--control", control.join()) : []),
    ...flag("--position", settings["position"]),
    ...flag("--reweight", settings["reweight"]),
    ...Object.entries(where).flatMap(([facet, values]) =>
      [values].flat().map((value): Option => ["--where", `${facet}=${value}`]),
    ),
  ];
}

function readOptions({ columns = {}, outcomes = {}, square, style }: ReadOptions): Option[] {
  const parts = Object.entries(columns) as [keyof typeof PARTS, string][];
  return [
    ...parts.map(([part, column]): Option => ["--column", `${PARTS[part]}=${column}`]),
    ...Object.entries(outcomes).map(([value, outcome]): Option => [
      "--outcome",
      `${value}=${outcome}`,
    ]),
    ...(square ? [["--square", square] satisfies Option] : []),
    ...(style ? [["--style"] satisfies Option] : []),
  ];
}

const GAP_OPTIONS: Record<string, string> = {
  k: "--top",
  penalty: "--penalty",
  mergeAbove: "--merge-above",
  mostInflation: "--most-inflation",
  effects: "--effects",
  judgeReplicates: "--judge-replicates",
};

function gapOptions(settings: Settings): Option[] {
  const names = (settings["names"] ?? {}) as Record<string, string | null>;
  return [
    ...Object.entries(GAP_OPTIONS).flatMap(([key, option]): Option[] =>
      settings[key] === undefined ? [] : [[option, String(settings[key])]],
    ),
    ...Object.entries(names).map(([votes, scores]): Option => [
      "--name",
      `${votes}=${scores ?? ""}`,
    ]),
  ];
}

/** A name that begins with a dash would be an option. */
function fileName(name: string): string {
  return name.startsWith("-") ? `./${name}` : name;
}

/** What a shell takes for the same word again, and a reader can see all of. */
export function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (!/[^\P{C}]|[\u2028\u2029]/u.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const escapes = word
    .replaceAll(/[\\']/g, "\\$&")
    .replaceAll(/[^\P{C}]|[\u2028\u2029]/gu, (hidden) => {
      const code = hidden.codePointAt(0) ?? 0;
      return code < 0x10000
        ? `\\u${code.toString(16).padStart(4, "0")}`
        : `\\U${code.toString(16).padStart(8, "0")}`;
    });
  return `$'${escapes}'`;
}
