// Ratings at equal style: what wins by its length falls back to its rank, and the link says so.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, board, choose, drop, figure, file, openSettings, useSite } from "./site.mjs";
import { random } from "./votes.mjs";

const { onPage } = useSite();

/** Votes in which the longer answer wins: `prolix` is no better than others, and writes most. */
export function prolixVotes() {
  const next = random(5);
  const skill = { good: 0.6, fair: 0.2, weak: -0.2, prolix: -0.4 };
  const length = { good: 0, fair: 0, weak: 0, prolix: 1.5 };
  const names = Object.keys(skill);
  const rows = Array.from({ length: 3000 }, (_, at) => {
    const a = names[at % 4];
    const b = names[(at + 1 + (Math.floor(at / 4) % 3)) % 4];
    const longer = length[a] - length[b] + (next() - 0.5) * 3;
    const chance = 1 / (1 + Math.exp(skill[b] - skill[a] - 1.2 * longer));
    return [a, b, next() < chance ? "model_a" : "model_b", longer.toFixed(3)].join();
  });
  return ["model_a,model_b,winner,longer", ...rows].join("\n");
}

test("controlled for length the longer-winded falls back, the page says by how much, and the link brings it", () =>
  onPage("#replicates=60", async (page, _, another) => {
    await choose(page, file("votes.csv", prolixVotes()), 4);
    assert.equal((await board(page)).models[0].name, "prolix");
    await openSettings(page);
    await page.getByLabel("longer", { exact: true }).check();
    await answers(page, { control: { 0: "longer" } });
    const controlled = await board(page);
    assert.deepEqual(
      controlled.models.map(({ name }) => name),
      ["good", "fair", "weak", "prolix"],
    );
    assert.match(page.url(), /control=longer/);
    await page.waitForFunction(() => document.querySelector("#controlled .lead"));
    assert.match(
      await page.innerText("#controlled .lead"),
      /^Controlling for longer: prolix falls from rank 1 to 4 \(\d\.\d\d lower, outside 0\.\d\d to 0\.\d\d\); .* ratings leave the interval that they had\.$/,
    );
    const cells = await page.locator("#controls-table tbody tr").innerText();
    assert.match(cells, /^longer\s+1\.\d+\s+\S+ to \S+\s+< 0\.0001\s+\d\.\d\d$/);
    assert.equal(await (await figure(page, "slope")).locator('rect[role="img"]').count(), 4);
    assert.match(await page.innerText("#settings summary"), /controlled for longer/);

    const other = await another();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    await drop(other, "votes.csv", prolixVotes());
    await answers(other, { control: { 0: "longer" } });
    assert.deepEqual((await board(other)).models, controlled.models);
    // Of other votes the column means nothing.
    await page.getByLabel("longer", { exact: true }).uncheck();
    await page.waitForSelector("#controlled", { state: "detached" });
    assert.doesNotMatch(page.url(), /control=/);
  }));

/** Votes with their responses, in Markdown: the longer one wins, and `prolix` writes at length. */
function votesWithResponses() {
  const next = random(8);
  const pick = (all) => all[Math.floor(next() * all.length)];
  const response = (name) => {
    const length = Math.floor(4 + next() * 20 + (name === "prolix" ? 25 : 0));
    const words = Array.from({ length }, () => pick(["so", "thus", "indeed", "moreover"]));
    const marks = ["\n# A heading\n", "\n- an item\n", " **bold** ", "\n```\ncode\n```\n"];
    const more = marks.filter(() => next() < 0.3).join("");
    return `${words.join(" ")}${more}${next() < 0.3 ? " [a link](https://example.org)" : ""}`;
  };
  const names = ["good", "fair", "prolix"];
  const rows = Array.from({ length: 900 }, (_, at) => {
    const a = names[at % 3];
    const b = names[(at + 1 + (Math.floor(at / 3) % 2)) % 3];
    const [one, other] = [response(a), response(b)];
    const longer = (2 * (one.length - other.length)) / (one.length + other.length);
    const skill = { good: 0.5, fair: 0, prolix: -0.5 };
    const chance = 1 / (1 + Math.exp(skill[b] - skill[a] - 2 * longer));
    return JSON.stringify({
      model_a: a,
      model_b: b,
      winner: next() < chance ? "model_a" : "model_b",
      response_a: one,
      response_b: other,
    });
  });
  return rows.join("\n");
}

test("one click controls for the style of the responses, and the link brings it", () =>
  onPage("#replicates=60", async (page, _, another) => {
    const votes = votesWithResponses();
    await choose(page, file("votes.jsonl", votes), 3);
    const plain = await board(page);
    assert.equal(plain.models[0].name, "prolix");
    await openSettings(page);
    await page.click("#control-style");
    await answers(page, { control: { 0: "style.characters" } });
    const { models, controls } = await board(page);
    assert.equal(models[0].name, "good");
    assert.equal(controls.length, 7);
    assert.ok(await page.getByLabel("style.links", { exact: true }).isChecked());
    assert.match(page.url(), /style=yes/);

    const other = await another();
    await other.goto(page.url());
    await other.waitForSelector(".notices code");
    await drop(other, "votes.jsonl", votes);
    await answers(other, { control: { 0: "style.characters" } });
    assert.deepEqual((await board(other)).models, models);
  }));
