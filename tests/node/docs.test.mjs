// The docs: links that lead somewhere, examples that run, formulas under the site's policy.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { open } from "../../pkg/dist/index.js";
import { completed } from "../../www/build/docs.js";
import { renderPage } from "../../www/build/markdown.js";

const folder = new URL("../../www/docs/", import.meta.url);
const sources = Object.fromEntries(
  readdirSync(folder)
    .filter((file) => file.endsWith(".md"))
    .map((file) => [file.slice(0, -3), readFileSync(new URL(file, folder), "utf8")]),
);
const pages = Object.fromEntries(
  Object.entries(sources).map(([name, text]) => [name, renderPage(completed(text), name)]),
);
const mg = await open();
after(() => mg.close());

/** Code blocks of a language: the words behind it and the code. */
function* blocks(language) {
  for (const [page, text] of Object.entries(sources))
    for (const [, words, code] of text.matchAll(
      new RegExp(`^\`\`\`${language}([^\n]*)\n([^]*?)^\`\`\``, "gm"),
    ))
      yield { page, words: words.trim(), code };
}

test("links lead to pages and sections that are there", () => {
  const links = Object.entries(pages).flatMap(([from, page]) =>
    page.links.map((link) => ({ from, ...link })),
  );
  assert.ok(links.length > 10);
  for (const { from, page, section } of links) {
    assert.ok(pages[page], `${from}.md links to ${page}.md`);
    if (section)
      assert.ok(
        pages[page].sections.some(({ id }) => id === section),
        `${from}.md links to ${page}.md#${section}`,
      );
  }
});

test("the navigation names every page", () => {
  const listed = readFileSync(
    new URL("../../www/src/views/docs/pages.ts", import.meta.url),
    "utf8",
  );
  const ids = [...listed.matchAll(/\{ id: "([a-z]+)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.sort(), Object.keys(sources).sort());
});

test("a heading is there once on its page, and no link of Markdown is left over", () => {
  for (const [name, { html, sections }] of Object.entries(pages)) {
    assert.equal(new Set(sections.map(({ id }) => id)).size, sections.length, name);
    assert.doesNotMatch(html, /href="[^"#]*\.md/, name);
  }
});

test("nothing in a page needs a style or a script of its own", () => {
  for (const [name, { html }] of Object.entries(pages)) {
    assert.doesNotMatch(html, /<script|<style|<[^>]+\s(?:style|on\w+)=/i, name);
  }
  assert.ok(pages.methods.html.match(/<math/g).length > 40);
});

test("files in the examples are read as the docs say", async () => {
  let seen = 0;
  for (const { page, words, code } of blocks("csv")) {
    const [kind, ...claims] = words.split(" ");
    const claimed = Object.fromEntries(claims.map((claim) => claim.split("=")));
    const found =
      kind === "votes"
        ? (await mg.readVotes({ text: code })).report
        : { ...(await mg.readScores({ text: code })) };
    for (const [name, value] of Object.entries(claimed)) {
      const number = Array.isArray(found[name]) ? found[name].length : found[name];
      assert.equal(number, Number(value), `${page}.md: ${name} of\n${code}`);
    }
    seen += claims.length;
  }
  assert.ok(seen >= 10);
});

test("names and words that the docs list are recognised", async () => {
  const { files } = sources;
  const cells = (row) => [
    ...files
      .split(`| ${row} |`)[1]
      .split("\n")[0]
      .matchAll(/`([^`]+)`/g),
  ];
  const outcomes = { "the first model": "model_a", "the second model": "model_b", "a tie": "tie" };
  for (const [row, meaning] of Object.entries(outcomes))
    for (const [, word] of cells(row)) {
      const { report } = await mg.readVotes({ text: `model_a,model_b,winner\nX,Y,${word}\n` });
      assert.equal(report.outcomes[meaning], 1, word);
    }
  for (const part of ["judge", "time", "free text"])
    for (const [, name] of cells(part)) {
      if (name === "_id") continue;
      const text = `model_a,model_b,winner,${name}\nX,Y,tie,2025-01-01\n`;
      const { columns } = (await mg.readVotes({ text })).report;
      const role = part === "free text" ? "text" : part;
      assert.equal(columns.at(-1).role, role, name);
    }
});

test("programs in the docs run", async () => {
  // Those with a file's name are part of a consumer that the packaging tests build.
  const runnable = [...blocks("js")].filter(({ words }) => words === "");
  assert.ok(runnable.length >= 2);
  for (const { page, code } of runnable) {
    const printed = [];
    const body = code.replace('import { open } from "mindgap";', "");
    const run = new Function("open", "console", `return (async () => {${body}})();`);
    await run(open, { log: (...words) => printed.push(words) });
    assert.ok(printed.length > 0, page);
  }
});

test("the reference has every option of every call, with its meaning", () => {
  const { api } = pages;
  for (const name of ["open", "Mindgap", "Votes", "RankOptions", "BootstrapOptions", "GapOptions"])
    assert.ok(
      api.sections.some(({ title }) => title === name),
      name,
    );
  for (const name of ["Snapshot", "csvOf", "gapTable", "rankingChart"])
    assert.ok(
      api.sections.some(({ title }) => title === name),
      name,
    );
  for (const words of ["Default 10,000; 0 leaves the sandwich intervals", "rankingChart"])
    assert.ok(api.html.includes(words), words);
  assert.doesNotMatch(api.html, /@internal|\{@link/);
});

test("the command line's page prints what the commands print, and its commands are known", () => {
  const { cli, action } = pages;
  for (const command of ["rank", "gap", "verify", "sql", "serve"])
    assert.ok(cli.html.includes(`Usage: mindgap ${command}`), command);
  const asked = [
    ...`${sources.cli}${sources.action}`.matchAll(/npx mindgap(?:@\S+)? (\w+)([^\n")]*)/g),
  ];
  assert.ok(asked.length >= 8);
  for (const [line, command, options] of asked) {
    const { html } = renderPage(completed(`<!-- help ${command} -->`), "cli");
    for (const [option] of options.matchAll(/--[a-z-]+/g))
      assert.ok(html.includes(`${option} `), `${line}: ${option}`);
  }
  assert.ok(action.html.includes("mindgap verify"));
});
