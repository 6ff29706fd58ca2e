/** `mindgap verify`: a snapshot computed again from its votes. */

import { readFile } from "node:fs/promises";
import { parseSnapshot } from "../snapshot/parse.js";
import { verifySnapshot, type Difference, type Verification } from "../snapshot/verify.js";
import type { Command } from "./command.js";
import { BadFile, existing, isAddress, nameOf, onlyOnce, sourceOf } from "./files.js";
import { meter } from "./progress.js";
import { READ, start } from "./session.js";
import { readable, say, sayText, wrapped, type Output } from "./terminal.js";
import { BadUse } from "./usage.js";

/** Differences that are listed unasked. */
const FIRST = 20;

export const verify: Command = {
  help: {
    usage: "verify board.json votes.csv [scores.csv] [options]",
    about:
      "Computes a snapshot again, with its own options, and says whether every figure holds. The exit status is 0 if so and 1 if not, for a build.",
    options: {
      all: { about: `Lists every difference, not the first ${FIRST}.` },
      format: { value: "which", about: "table or json. Default: table." },
      workers: READ["workers"] as { value: string; about: string },
    },
    examples: ["mindgap verify board.json votes.csv"],
  },

  async run(given, { out, err }) {
    const [file, votes, scores, ...more] = given.files;
    if (file === undefined || votes === undefined || more.length > 0)
      throw new BadUse("mindgap verify takes a snapshot, its votes, and its scores if it has any");
    onlyOnce(given.files);
    const format = given.oneOf("format", ["table", "json"]) ?? "table";
    const json = await snapshotIn(file);
    const snapshot = parseSnapshot(json);
    if (snapshot.gap && scores === undefined)
      throw new BadUse(
        `${nameOf(file)} has a gap: name its scores too, ${snapshot.scores?.name ?? "a table"}`,
      );
    const sources = {
      votes: await sourceOf(votes),
      ...(scores !== undefined && { scores: await sourceOf(scores) }),
    };
    const mindgap = await start(given);
    const progress = meter(err);
    try {
      const found = await verifySnapshot(mindgap, json, sources, progress.call);
      progress.clear();
      if (format === "json") sayText(out, `${JSON.stringify(found, null, 2)}\n`);
      else print(out, nameOf(file), found, given.flag("all") ? Infinity : FIRST);
      return found.holds ? 0 : 1;
    } finally {
      progress.clear();
      mindgap.close();
    }
  },
};

async function snapshotIn(file: string): Promise<unknown> {
  const name = nameOf(file);
  let text: string;
  if (isAddress(file)) {
    const response = await fetch(file).catch((error: Error) => {
      throw new BadFile(`${file} cannot be read: ${String(error.cause ?? error.message)}`);
    });
    if (!response.ok)
      throw new BadFile(`${file} cannot be read: the server answered ${response.status}`);
    text = await response.text();
  } else {
    const source = await sourceOf(file);
    text =
      source instanceof Uint8Array
        ? new TextDecoder().decode(source)
        : await readFile(await existing(file), "utf8");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadFile(`${name} is no JSON: ${(error as Error).message}`);
  }
}

function print(out: Output, name: string, found: Verification, most: number): void {
  const { holds, figures, differences, warnings } = found;
  const columns = readable(out);
  for (const warning of warnings) say(out, ...wrapped(`Warning: ${warning}`, columns));
  if (holds) {
    say(
      out,
      `${name} holds: ${figures.toLocaleString("en")} figures computed again, none differs.`,
    );
    return;
  }
  const many = differences.length;
  say(
    out,
    `${name} does not hold: ${many.toLocaleString("en")} ${many === 1 ? "difference" : "differences"}.`,
  );
  for (const difference of differences.slice(0, most)) say(out, `  ${line(difference)}`);
  if (many > most) say(out, `  and ${(many - most).toLocaleString("en")} more (--all lists them)`);
}

function line({ path, expected, found }: Difference): string {
  if (path === "votes.hash")
    return `the votes are another file: hash ${value(expected)}, found ${value(found)}`;
  if (path === "scores.hash")
    return `the scores are another file: hash ${value(expected)}, found ${value(found)}`;
  return `${path}: expected ${value(expected)}, found ${value(found)}`;
}

function value(given: unknown): string {
  if (given === undefined) return "nothing";
  const written = JSON.stringify(given);
  return written.length > 60 ? `${written.slice(0, 59)}…` : written;
}
