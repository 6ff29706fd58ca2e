/** Files by their names on the command line, standard input, and addresses. */

import { stat, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Source } from "../types.js";
import { BadUse } from "./usage.js";

/** A file that could not be used: exit status 1. */
export class BadFile extends Error {}

/** What a file is called in messages and snapshots. */
export function nameOf(file: string): string {
  return file === "-" ? "standard input" : isAddress(file) ? file : basename(file);
}

/** Where to read: a path, an `http:` or `https:` address, or `-` for standard input. */
export async function sourceOf(file: string): Promise<Source> {
  if (file === "-") return standardInput();
  if (isAddress(file)) return new URL(file);
  return pathToFileURL(await existing(file));
}

export function isAddress(file: string): boolean {
  return /^https?:\/\//i.test(file);
}

/** A file's whole path, if it is a file. */
export async function existing(file: string): Promise<string> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new BadFile(
      error.code === "ENOENT"
        ? `there is no file ${file}`
        : `${file} cannot be read: ${error.message}`,
    );
  });
  if (found.isDirectory()) throw new BadFile(`${file} is a folder; expected a file`);
  return resolve(file);
}

/** Two files cannot both be standard input. */
export function onlyOnce(files: string[]): void {
  if (files.filter((file) => file === "-").length > 1)
    throw new BadUse("only one file can be read from standard input (-)");
}

async function standardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) throw new BadUse("- is standard input, and nothing is piped into it");
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

export async function save(file: string, text: string): Promise<void> {
  if (file === "-") throw new BadUse("--out takes a file; --format json prints the snapshot");
  await writeFile(file, text).catch((error: Error) => {
    throw new BadFile(`${file} cannot be written: ${error.message}`);
  });
}
