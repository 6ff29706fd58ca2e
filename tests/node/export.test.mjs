// Tables for other programs and for papers: names from a vote file are text in each of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boardTable,
  csvCell,
  csvOf,
  csvText,
  latexOf,
  latexText,
  markdownOf,
  markdownText,
  recordTable,
  visible,
} from "../../pkg/dist/export/index.js";

/** Fields of RFC 4180, by a reader that is not ours to share mistakes with. */
function fields(csv) {
  const rows = [[]];
  for (const [, sep, quoted, plain] of csv
    .replace(/\n$/, "")
    .matchAll(/(^|,|\n)(?:"((?:[^"]|"")*)"|([^",\n]*))/g)) {
    if (sep === "\n") rows.push([]);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return rows;
}

const provenance = { settings: { level: 0.9 } };
const model = {
  name: "GPT-4o",
  rating: -0.123456789012345,
  strength: 0.88,
  elo: 978.6,
  se: 0.01,
  interval: [-0.2, null],
  eloInterval: [965.3, null],
  rank: 1,
  rankInterval: [1, 2],
  rankSet: [1, 1],
  rankByInterval: 1,
  tier: 1,
  votes: 1234,
  wins: 600,
  ties: 34,
  losses: 600,
  winRate: 0.5,
  averageWinRate: 0.5,
};
const board = { models: [model], provenance };

test("what a spreadsheet would run gets an apostrophe, whatever separator it reads by", () => {
  const formulas = {
    "=1+1": "'=1+1",
    "@SUM(A1)": "'@SUM(A1)",
    "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
    "-2+3": "'-2+3",
    "＝1": "'＝1",
    "  =1": "  '=1",
    "\t=1": "'\t'=1",
    "\r=1": "'\r'=1",
    "\tx": "'\tx",
    "a;=1": "a;'=1",
    "a\n=1": "a\n'=1",
    'a;"=1': "a;\"'=1",
  };
  for (const [name, safe] of Object.entries(formulas))
    assert.equal(fields(csvCell(name))[0][0], safe, JSON.stringify(name));
});

test("numbers stay numbers, and names with a dash inside stay as they are", () => {
  assert.equal(
    csvText([[-1.5, 0.1 + 0.2, -Infinity, 1e-7, true, null, undefined]]),
    "-1.5,0.30000000000000004,-Infinity,1e-7,true,,\n",
  );
  for (const name of ["GPT-4o", "-5", "+1.5e3", "a=b", "x@y", "C++", "O'Neil"])
    assert.equal(csvCell(name), name);
});

test("separators, quotes and line ends are quoted", () => {
  const names = ['say "hi", all', "two\nlines", "a;b", "plain"];
  assert.deepEqual(fields(csvText([names, names])), [names, names]);
});

test("a board as CSV has every field and every digit", () => {
  const [header, row] = fields(csvOf(boardTable(board)));
  const cell = (name) => row[header.indexOf(name)];
  assert.equal(Number(cell("rating")), model.rating);
  assert.deepEqual([cell("intervalLower"), cell("intervalUpper")], ["-0.2", "Infinity"]);
  assert.deepEqual([cell("rankIntervalLower"), cell("rankIntervalUpper")], ["1", "2"]);
  assert.equal(new Set(header).size, header.length);
  assert.ok(!header.includes("sequentialElo"), "what no model has is no column");
  for (const field of Object.keys(model))
    assert.ok(header.includes(field) || header.includes(`${field}Lower`), field);
});

test("people read one scale, rounded", () => {
  assert.equal(
    markdownOf(boardTable(board)),
    [
      "| Rank | Model | Rating | 90 % interval | Tier | Votes | Win rate |",
      "| --: | --- | --: | --: | --: | --: | --: |",
      "| 1–2 | GPT-4o | −0.12 | \\[−0.20, ∞\\] | 1 | 1,234 | 50.0 % |",
      "",
    ].join("\n"),
  );
  assert.match(markdownOf(boardTable(board, "elo")), /\| 979 \| \\\[965, ∞\\\] \|/);
});

test("a record has one row a pair", () => {
  const pair = {
    a: "A",
    b: "B",
    votes: 10,
    wins: 9,
    losses: 1,
    ties: 0,
    winRate: 0.9,
    test: "sign",
    intervalMethod: "wilson",
    interval: [0.6, 0.98],
    p: 0.02,
    pOneSided: 0.01,
    pAdjusted: 0.04,
    significant: true,
  };
  const [header, row] = fields(csvOf(recordTable({ pairs: [pair], provenance })));
  assert.equal(row[header.indexOf("intervalUpper")], "0.98");
  assert.match(markdownOf(recordTable({ pairs: [pair], provenance })), /\| sign \| yes \|/);
});

test("Markdown shows names letter by letter", () => {
  for (const [name, safe] of Object.entries({
    "<img src=x onerror=alert(1)>": "\\<img src=x onerror=alert(1)\\>",
    "a|b": "a\\|b",
    "**bold** _x_ `code` ~~no~~": "\\*\\*bold\\*\\* \\_x\\_ \\`code\\` \\~\\~no\\~\\~",
    "[x](javascript:alert(1))": "\\[x\\](javascript:alert(1))",
    "https://x.test www.x.test": "https&#58;//x.test www&#46;x.test",
    "two\nlines": "two\\\\nlines",
    "&lt;": "\\&lt;",
    "GPT-4o (2024-05-13)": "GPT-4o (2024-05-13)",
  }))
    assert.equal(markdownText(name), safe);
});

test("LaTeX prints names letter by letter", () => {
  for (const [name, safe] of Object.entries({
    "\\input{/etc/passwd}": "\\textbackslash{}input\\{/etc/passwd\\}",
    "50% & $x_1^2$ #~": "50\\% \\& \\$x\\_1\\textasciicircum{}2\\$ \\#\\textasciitilde{}",
    "[b] *": "{[}b{]} {*}",
    "a--b": "a-{}-b",
    "−0.5": "$-$0.5",
  }))
    assert.equal(latexText(name), safe);
  const table = latexOf({ ...boardTable(board), title: "50% of it" });
  assert.match(table, /\\caption\{50\\% of it\}/);
  assert.match(table, /1--2 & GPT-4o & \$-\$0\.12 & \{\[\}\$-\$0\.20, \$\\infty\$\{\]\} &/);
});

test("controls and marks of direction are written out; emoji and scripts are left alone", () => {
  assert.equal(visible("a\u001b[2Jb\u0007\u009b"), "a\\u{1b}[2Jb\\u{7}\\u{9b}");
  assert.equal(visible("x\u202egnp\u2069\u200b\ufeff"), "x\\u{202e}gnp\\u{2069}\\u{200b}\\u{feff}");
  assert.equal(visible("\ud800x\udc00"), "\\u{d800}x\\u{dc00}");
  for (const name of ["👩‍🔬", "نموذج", "मॉडल", "模型", "e\u0301"]) assert.equal(visible(name), name);
});
