/** Options of a command, from the words of a command line. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { wrapped } from "./terminal.js";

/** The command was used in a way that it cannot be: exit status 2. */
export class BadUse extends Error {}

/** An option of a command. */
export interface Option {
  /** A flag has none. */
  value?: string;
  /** May be given more than once. */
  multiple?: boolean;
  /** What it does, for the help. */
  about: string;
}

export type Options = Record<string, Option>;

/** What a command was given. */
export class Given {
  readonly files: string[];
  readonly #values: Record<string, unknown>;

  constructor(files: string[], values: Record<string, unknown>) {
    this.files = files;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined;
  }

  all(name: string): string[] {
    return (this.#values[name] as string[] | undefined) ?? [];
  }

  number(name: string): number | undefined {
    const written = this.text(name);
    if (written === undefined) return undefined;
    const value = Number(written);
    if (written.trim() === "" || !Number.isFinite(value))
      throw new BadUse(`--${name} is ${quoted(written)}; expected a number`);
    return value;
  }

  whole(name: string, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.number(name);
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0 && value <= most))
      return value;
    throw new BadUse(`--${name} is ${this.text(name)}; expected a whole number from 0 to ${most}`);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined || words.includes(value as T)) return value as T | undefined;
    throw new BadUse(`--${name} is ${quoted(value)}; expected ${listed(words)}`);
  }

  /** `name=value` of every option of a kind; by default the first `=` divides. */
  pairs(name: string, divide: "first" | "last" = "first"): [string, string][] {
    return this.all(name).map((written) => {
      const at = divide === "first" ? written.indexOf("=") : written.lastIndexOf("=");
      // The value of an outcome may be empty, the name of anything else may not.
      if (at < (divide === "first" ? 1 : 0))
        throw new BadUse(`--${name} is ${quoted(written)}; expected name=value`);
      return [written.slice(0, at), written.slice(at + 1)];
    });
  }
}

/** Reads the words after a command's name. */
export function given(command: string, words: string[], options: Options): Given {
  const config = {
    args: words,
    options: {
      ...Object.fromEntries(
        Object.entries(options).map(([name, { value, multiple = false }]) => [
          name,
          { type: value === undefined ? "boolean" : "string", multiple } as const,
        ]),
      ),
      help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
  } satisfies ParseArgsConfig;
  unknown(command, config);
  try {
    const { values, positionals } = parseArgs(config);
    return new Given(positionals, values);
  } catch (error) {
    throw new BadUse(plain(error as Error));
  }
}

/** Says which option was not meant, before anything else is said. */
function unknown(command: string, config: ParseArgsConfig): void {
  const { tokens } = parseArgs({ ...config, strict: false, tokens: true });
  const known = Object.keys(config.options ?? {});
  for (const token of tokens ?? []) {
    if (token.kind !== "option" || known.includes(token.name)) continue;
    const near = nearest(token.name, known);
    const meant = near ? `did you mean --${near}?` : `see mindgap help ${command}`;
    throw new BadUse(`mindgap ${command} has no option ${token.rawName}; ${meant}`);
  }
}

/** What `parseArgs` says, in a sentence of ours. */
function plain({ message }: Error): string {
  const name = /'(?:-\w, )?(--[\w-]+)/.exec(message)?.[1] ?? "an option";
  if (/argument missing/.test(message)) return `${name} takes a value`;
  if (/ambiguous/.test(message))
    return `${name} is followed by a word that begins with a dash: write ${name}=…`;
  if (/does not take an argument/.test(message)) return `${name} takes no value`;
  return message;
}

/** The known word that a mistaken one was likely meant to be. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const scored = known.map((name) => ({ name, edits: edits(word, name) }));
  scored.sort((a, b) => a.edits - b.edits);
  const best = scored[0];
  return best && best.edits <= Math.max(2, word.length / 3) ? best.name : undefined;
}

/** Letters to change, to leave out, to put in (Levenshtein 1966). */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

export function quoted(word: string): string {
  return `“${word}”`;
}

export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** The help of a command: what it does, its options, an example. */
export interface Help {
  /** The line after `mindgap`. */
  usage: string;
  about: string;
  options: Options;
  examples: string[];
}

const HELP_COLUMNS = 96;
const HELP_INDENT = 30;

export function helpText({ usage, about, options, examples }: Help): string {
  const all = { ...options, help: { about: "This text." } } as Options;
  const lines = Object.entries(all).flatMap(([name, { value, about: what, multiple }]) => {
    const left = `  --${name}${value === undefined ? "" : ` ${value}`}${multiple ? " …" : ""}`;
    const right = wrapped(what, HELP_COLUMNS - HELP_INDENT).map((line, at) =>
      at === 0 && left.length < HELP_INDENT
        ? left.padEnd(HELP_INDENT) + line
        : " ".repeat(HELP_INDENT) + line,
    );
    return left.length < HELP_INDENT ? right : [left, ...right];
  });
  return [
    `Usage: mindgap ${usage}`,
    "",
    ...wrapped(about, HELP_COLUMNS),
    "",
    "Options:",
    ...lines,
    "",
    examples.length > 1 ? "Examples:" : "Example:",
    ...examples.map((example) => `  ${example}`),
    "",
  ].join("\n");
}
