// Vote files as they come, dropped on the page; and what it asks where a file does not tell.

import assert from "node:assert/strict";
import { test } from "node:test";
import { board, drop, settled, shows, useSite } from "./site.mjs";
import { draw } from "./votes.mjs";

const { address, onPage } = useSite();
const votes = draw({ models: 3, votes: 120 });

/** The same votes in a layout: the header, and a row of each. */
const layout = (header, row) => [header, ...votes.map(row)].join("\n");
const word = (a, b, tie) => ({ a, b, tie });
const name = (k) => `m${k}`;

const layouts = {
  "genai-arena.csv": layout(
    "left_model,right_model,vote",
    ({ a, b, outcome }) =>
      `${name(a)},${name(b)},${word("leftvote", "rightvote", "tievote")[outcome]}`,
  ),
  "comparia.tsv": layout(
    "model_a_name\tmodel_b_name\tchosen_model_name\tboth_equal",
    ({ a, b, outcome }) =>
      [name(a), name(b), word(name(a), name(b), "")[outcome], outcome === "tie"].join("\t"),
  ),
  "alpaca_eval.json": JSON.stringify(
    votes.map(({ a, b, outcome }) => ({
      generator_1: name(a),
      generator_2: name(b),
      preference: word(1, 2, 1.5)[outcome],
    })),
  ),
  "chess.csv": layout(
    "White,Black,Result",
    ({ a, b, outcome }) => `${name(a)},${name(b)},${word("1-0", "0-1", "1/2-1/2")[outcome]}`,
  ),
  "mt_bench.csv": layout(
    "model_a,model_b,winner",
    ({ a, b, outcome }) =>
      `${name(a)},${name(b)},${word("model_a", "model_b", "tie (inconsistent)")[outcome]}`,
  ),
  "decisive.csv": layout("winner,loser,tie", ({ a, b, outcome }) =>
    outcome === "b" ? `${name(b)},${name(a)},false` : `${name(a)},${name(b)},${outcome === "tie"}`,
  ),
};

/** The votes without ties as a table of wins. */
function square() {
  const wins = (row, column) =>
    votes.filter(({ a, b, outcome }) =>
      outcome === "a" ? a === row && b === column : outcome === "b" && b === row && a === column,
    ).length;
  const row = (k) => [name(k), ...[0, 1, 2].map((j) => (j === k ? "" : wins(k, j)))].join(",");
  return [",m0,m1,m2", row(0), row(1), row(2)].join("\n");
}

test("every layout that is dropped has the same ratings", () =>
  onPage("#replicates=20", async (page) => {
    let wanted;
    for (const [file, text] of Object.entries(layouts)) {
      await drop(page, file, text);
      await page.waitForFunction(
        (file) => document.querySelector("#study")?.selectedOptions[0]?.label === file,
        file,
      );
      await shows(page, 3);
      const ratings = (await board(page)).models.map(({ name, rating }) => [name, rating]);
      wanted ??= ratings;
      assert.deepEqual(ratings, wanted, file);
    }
    await drop(page, "square.csv", square());
    await page.waitForFunction(
      (decisive) => document.querySelector("mindgap-table")?.board?.fit.votes === decisive,
      votes.filter(({ outcome }) => outcome !== "tie").length,
    );
  }));

/** Votes whose outcomes are 1, 0 and −1. */
const signed = layout(
  "model_a,model_b,vote",
  ({ a, b, outcome }) => `${name(a)},${name(b)},${word(1, -1, 0)[outcome]}`,
);

test("numbers that can be read in several ways are asked about, and the link keeps the answer", () =>
  onPage("#replicates=20", async (page, context) => {
    await drop(page, "genai-arena.csv", layouts["genai-arena.csv"]);
    await shows(page, 3);
    const known = (await board(page)).models.map(({ name, rating }) => [name, rating]);
    await drop(page, "signed.csv", signed);
    const asking = page.locator("#asking");
    await asking.getByRole("heading", { name: "What do the numbers in “vote” mean?" }).waitFor();
    assert.equal(await asking.locator(".readings button").count(), 3);
    assert.equal(await asking.locator("tbody tr").count(), 5);
    assert.match(
      await asking.locator("p").first().innerText(),
      /^-1 in \d+ rows, 0 in \d+ rows, 1 in/,
    );
    // Left alone, the file is not taken.
    await asking.getByRole("button", { name: "Leave it" }).click();
    assert.match(await page.innerText("#error"), /signed\.csv is not taken/);
    await page.locator("#error button").first().click();
    await asking
      .getByRole("button", {
        name: "1 = the first model wins, -1 = the second model wins, 0 = a tie",
      })
      .click();
    await page.waitForFunction(() => /out\.-1=model_b/.test(location.hash));
    await shows(page, 3);
    assert.deepEqual(
      (await board(page)).models.map(({ name, rating }) => [name, rating]),
      known,
    );

    const other = await context.newPage();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    await drop(other, "signed.csv", signed);
    await shows(other, 3);
    assert.equal(await other.locator("#asking").count(), 0);
    assert.deepEqual(
      (await board(other)).models.map(({ name, rating }) => [name, rating]),
      known,
    );
  }));

test("each number can be given a meaning of its own", () =>
  onPage("#replicates=20", async (page) => {
    await drop(page, "signed.csv", signed);
    const asking = page.locator("#asking");
    await asking.locator("summary").click();
    for (const [value, meaning] of [
      ["-1", "model_a"],
      ["0", "skip"],
      ["1", "model_b"],
    ])
      await asking.locator(`select[name="${value}"]`).selectOption(meaning);
    await asking.getByRole("button", { name: "Read the file so" }).click();
    await page.waitForFunction(
      (decisive) => document.querySelector("mindgap-table")?.board?.fit.votes === decisive,
      votes.filter(({ outcome }) => outcome !== "tie").length,
    );
  }));

test("words nobody knows are asked about beside the figures", () =>
  onPage("#replicates=20", async (page) => {
    const text = layouts["mt_bench.csv"].replaceAll("tie (inconsistent)", "unentschieden");
    await drop(page, "deutsch.csv", text);
    const ask = page.locator("#unknown-outcomes");
    await ask.getByText("unentschieden").waitFor();
    await shows(page, 3);
    const ties = votes.filter(({ outcome }) => outcome === "tie").length;
    assert.match(await ask.innerText(), new RegExp(`unentschieden\\s+${ties} rows`));
    await ask.getByLabel("unentschieden").selectOption("tie");
    await page.waitForFunction(
      (all) => document.querySelector("mindgap-table")?.board?.fit.votes === all,
      votes.length,
    );
    await settled(page);
    assert.match(page.url(), /out\.unentschieden=tie/);
    assert.equal(await ask.count(), 0);
  }));

test("a table that may hold no wins is asked about", () =>
  onPage("#replicates=20", async (page) => {
    await drop(page, "counts.csv", ",a,b\na,,5\nb,5,\n");
    const asking = page.locator("#asking");
    await asking.getByRole("heading", { name: "Is this a table of wins?" }).waitFor();
    await asking.getByRole("button", { name: "a row’s model over its column’s" }).click();
    await shows(page, 2);
    assert.match(page.url(), /square=row/);
    assert.ok(page.url().startsWith(address()));
  }));
