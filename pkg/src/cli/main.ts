#!/usr/bin/env node
/** `mindgap`: rank votes, hold scores against them, and verify what was ranked. */

import { readFile } from "node:fs/promises";
import type { Command } from "./command.js";
import { BadFile } from "./files.js";
import { gap } from "./gap.js";
import { hints, inFlags } from "./hints.js";
import { rank } from "./rank.js";
import { serve } from "./serve.js";
import { flagOf } from "./session.js";
import { sql } from "./sql.js";
import { say } from "./terminal.js";
import { BadUse, given, helpText, nearest } from "./usage.js";
import { verify } from "./verify.js";

const COMMANDS: Record<string, Command> = { rank, gap, verify, sql, serve };

const USAGE = `Usage: mindgap <command>

  rank votes.csv                    models ranked, with intervals
  gap votes.csv scores.csv          how far benchmark scores predict the votes
  gap --ratings column scores.csv   how far they predict a column of ratings
  verify board.json votes.csv       whether a snapshot's figures hold
  sql                               a statement that counts votes in a database
  serve votes.csv [scores.csv]      a page with the leaderboard, for this machine

  mindgap help <command>            options and an example
  mindgap --version

Example:
  mindgap rank votes.csv --out board.json`;

async function main(words: string[]): Promise<number> {
  const { stdout: out, stderr: err } = process;
  const [name = "", ...rest] = words;
  if (name === "--version" || name === "-v" || name === "version") {
    const file = new URL("../../package.json", import.meta.url);
    say(out, (JSON.parse(await readFile(file, "utf8")) as { version: string }).version);
    return 0;
  }
  if (name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    out.write(`${USAGE}\n`);
    return 0;
  }
  if (name === "") {
    err.write(`${USAGE}\n`);
    return 2;
  }
  const helped = name === "help";
  const command = known(helped ? (rest[0] ?? "") : name);
  if (helped || given(name, rest, command.help.options).flag("help")) {
    out.write(helpText(command.help));
    return 0;
  }
  return command.run(given(name, rest, command.help.options), { out, err });
}

function known(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command;
  const near = nearest(name, Object.keys(COMMANDS));
  throw new BadUse(
    `there is no command ${name}; ${near ? `did you mean ${near}?` : `there are ${Object.keys(COMMANDS).join(", ")}`}`,
  );
}

/** One sentence for whatever went wrong, and the exit status. */
function failed(error: unknown): number {
  const { message, code, option } = error as Error & { code?: string; option?: string };
  const asked = code === "bad-option" && option !== undefined;
  const sentence = asked ? message.replace(`option ${option}`, flagOf(option)) : inFlags(message);
  const help = hints({ ...(error as object) });
  say(process.stderr, `mindgap: ${sentence}`, ...help.map((line) => `  ${line}`));
  if (error instanceof BadUse || asked) return 2;
  // What nobody foresaw is looked for by where it came from.
  const foreseen = error instanceof BadFile || typeof code === "string";
  if (!foreseen && error instanceof Error && error.stack)
    say(process.stderr, ...error.stack.split("\n").slice(1));
  return 1;
}

// Whoever reads may have read enough, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => (process.exitCode = failed(error)),
);
