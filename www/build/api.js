/**
 * The API reference, as Markdown, out of the package's own declarations: every exported name with
 * its documentation, members in the order of the source.
 */

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { slug } from "./markdown.js";

const dist = fileURLToPath(new URL("../../pkg/dist/", import.meta.url));

/** What is described, and under which heading. Paths are below `pkg/dist`. */
const ENTRIES = [
  { title: "mindgap", entry: "index.d.ts", about: "Votes, ratings and the gap." },
  {
    title: "mindgap/snapshot",
    entry: "snapshot/index.d.ts",
    about: "Results in a file, to show without the votes. Importing it registers the elements.",
    only: new Set(["parseSnapshot", "Snapshot"]),
  },
  {
    title: "mindgap/export",
    entry: "export/index.d.ts",
    about: "Results as tables for other programs and for papers. Names in them are text.",
  },
  {
    title: "mindgap/charts",
    entry: "charts/index.d.ts",
    about: "Functions from results to elements. They need a document, so they run in browsers.",
  },
];

/** The whole page below its introduction. */
export function apiMarkdown(folder = dist) {
  const names = new Set();
  // What two modules export, or a class and its type of one name, is described once.
  const fresh = ({ name }) => !names.has(name) && names.add(name);
  const modules = ENTRIES.map(({ title, entry, about, only }) => ({
    title,
    about,
    declared: exported(resolve(folder, entry), only).filter(fresh),
  }));
  return modules
    .map(({ title, about, declared }) =>
      [`## From \`${title}\``, about, ...declared.map((one) => describe(one, names))].join("\n\n"),
    )
    .join("\n\n");
}

/**
 * Everything that a module exports, re-exports followed.
 *
 * @returns {{ name: string, doc: string, kind: string, head: string, members: { head: string, doc: string }[] }[]}
 */
export function exported(path, only) {
  const source = readFileSync(path, "utf8");
  const { program, comments } = parseSync(path, source);
  const doc = (node) => docBefore(source, comments, node.start);
  const own = new Map();
  /** What the module says itself comes before what it passes on. */
  const [found, passedOn] = [[], []];
  for (const statement of program.body) {
    const declaration = statement.declaration ?? statement;
    const name = declaration.id?.name ?? declaration.declarations?.[0]?.id.name;
    if (name) own.set(name, described(source, statement, declaration, name, doc));
    if (name && statement.type === "ExportNamedDeclaration") found.push(own.get(name));
    if (!statement.source) continue;
    const next = resolve(dirname(path), statement.source.value.replace(/\.js$/, ".d.ts"));
    if (statement.type === "ExportAllDeclaration") passedOn.push(...exported(next));
    if (statement.type === "ExportNamedDeclaration")
      passedOn.push(...exported(next, new Set(statement.specifiers.map((one) => one.local.name))));
  }
  for (const statement of program.body)
    if (statement.type === "ExportNamedDeclaration" && !statement.source && !statement.declaration)
      for (const one of statement.specifiers)
        if (own.has(one.local.name)) found.push(own.get(one.local.name));
  // Internal names are no part of what a reader may rely on.
  const documented = [...found, ...passedOn].filter(({ doc }) => !doc.includes("@internal"));
  return only ? documented.filter(({ name }) => only.has(name)) : documented;
}

function described(source, statement, declaration, name, doc) {
  const text = (node) => source.slice(node.start, node.end);
  const body = declaration.body?.body;
  const head = body ? source.slice(declaration.start, declaration.body.start) : text(declaration);
  const members = (body ?? [])
    .filter(({ accessibility }) => accessibility !== "private")
    .map((member) => ({ head: text(member), doc: doc(member) }))
    .filter(({ head: line, doc: words }) => !line.startsWith("#") && !words.includes("@internal"));
  return {
    name,
    kind: declaration.type,
    head: plain(head),
    doc: doc(statement),
    members: members.map((member) => ({ ...member, head: plain(member.head) })),
  };
}

/** A signature as a reader wants it: without `export declare`, comments and needless blanks. */
function plain(text) {
  return text
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, "")
    .replaceAll(/^\s*\n/gm, "")
    .replace(/^export /, "")
    .replace(/^declare /, "")
    .replace(/;$/, "")
    .trim();
}

/** The documentation comment that ends where a node begins. */
function docBefore(source, comments, start) {
  const last = comments.findLast(({ end }) => end <= start);
  if (!last?.value.startsWith("*") || source.slice(last.end, start).trim() !== "") return "";
  return last.value
    .replace(/^\*\s?/, "")
    .replaceAll(/^\s*\* ?/gm, "")
    .trim();
}

/** `{@link open}` as a link, where the name is on the page. */
function linked(text, names) {
  return text.replaceAll(/\{@link (\w+)\}/g, (_, name) =>
    names.has(name) ? `[\`${name}\`](#${slug(name)})` : `\`${name}\``,
  );
}

function describe({ name, kind, head, doc, members }, names) {
  const words = linked(doc, names);
  const fence = (text) => `\`\`\`ts\n${text}\n\`\`\``;
  const short = kind === "TSInterfaceDeclaration" && !head.includes(" extends ");
  const list = members.map((member) => item(member, names)).join("\n");
  return [`### \`${name}\``, words, short ? "" : fence(head), list].filter(Boolean).join("\n\n");
}

/** A member: its signature, then what it means, both within one list entry. */
function item({ head, doc }, names) {
  const words = linked(doc, names)
    .split("\n")
    .map((line) => (line ? `  ${line}` : line))
    .join("\n");
  const lines = head.split("\n");
  const signature =
    lines.length === 1
      ? `- \`${head}\``
      : `- \`\`\`ts\n${lines.map((line) => `  ${line.replace(/^ {4}/, "")}`).join("\n")}\n  \`\`\``;
  return words ? `${signature}\n\n${words}\n` : `${signature}\n`;
}
