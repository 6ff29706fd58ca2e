/**
 * HTML as text, made so that a name can be nothing but text: a template escapes whatever is put into
 * it, unless that is markup made by a template itself.
 */

import { visible } from "mindgap/export";

export class Markup {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

type Part = Markup | string | number | false | undefined | readonly Part[];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function put(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(put).join("");
  return escaped(String(part));
}

/** Markup with its parts escaped; attributes have to be quoted. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...parts.map(put)));
}

/** Longer names are shortened where they stand, and are given in full at the end. */
export const LONGEST_NAME = 120;

/** A text from a file: its direction is its own, what cannot be seen in it is written out. */
export function name(text: string): Markup {
  return markup`<bdi>${shortened(visible(text))}</bdi>`;
}

/** A sentence that may hold names: the same, at whatever length. */
export function sentence(text: string): Markup {
  return markup`<bdi>${visible(text)}</bdi>`;
}

/** Whole characters only: half an emoji would be none. */
function shortened(text: string): string {
  if (text.length <= LONGEST_NAME) return text;
  const characters = [...text];
  if (characters.length <= LONGEST_NAME) return text;
  const half = LONGEST_NAME / 2;
  return `${characters.slice(0, half).join("")}…${characters.slice(1 - half).join("")}`;
}
