// Votes in groups: whether the ranking depends on the language, who moves, and a link that shows it again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { file, go, useSite } from "./site.mjs";
import { random } from "./votes.mjs";

const { onPage } = useSite();
const done = (page) => page.waitForSelector("#groups-done");

/** Four models whose order is another in German; a few votes are Dutch. */
function votesByLanguage() {
  const next = random(3);
  const skill = {
    en: [0.6, 0.2, -0.2, -0.6],
    de: [-0.6, 0.2, -0.2, 0.6],
    nl: [0.6, 0.2, -0.2, -0.6],
  };
  const rows = Array.from({ length: 2400 }, (_, at) => {
    const a = at % 4;
    const b = (at + 1 + (Math.floor(at / 4) % 3)) % 4;
    const language = at % 40 === 0 ? "nl" : next() < 0.5 ? "en" : "de";
    const chance = 1 / (1 + Math.exp(skill[language][b] - skill[language][a]));
    return `m${a},m${b},${next() < chance ? "model_a" : "model_b"},${language}`;
  });
  return ["model_a,model_b,winner,language", ...rows].join("\n");
}

const order = (page) =>
  page.$$eval(".heat tbody tr", (rows) => rows.map((row) => row.dataset.model));

test("languages that rank models otherwise are told to, model by model", () =>
  onPage("#replicates=60", async (page) => {
    await page.setInputFiles("#file", file("votes.csv", votesByLanguage()));
    await page.waitForFunction(() => location.hash.includes("data="));
    await go(page, "Groups");
    await done(page);
    assert.equal(await page.innerText("h1"), "Does the ranking depend on language?");
    assert.match(await page.innerText("#by-facet .lead"), /differ in how they rate models/);
    assert.match(await page.innerText("#by-facet .reading"), /beyond noise after Holm/);
    const stars = page.locator('.heat tr[data-model="m3"] .star');
    assert.ok((await stars.count()) >= 2);
    assert.match(await page.innerText("#moves tbody"), /m3\s+de\s+\+\d\.\d\d/);
    // The table follows the group that is asked for.
    await page.getByRole("button", { name: "de", exact: true }).click();
    assert.equal((await order(page))[0], "m3");
    assert.match(await page.innerText('.heat th[aria-sort="ascending"]'), /^de ↑/);
    await page.getByRole("button", { name: "en", exact: true }).click();
    assert.equal((await order(page))[0], "m0");
    assert.match(page.url(), /view=groups.*group=en/);
    assert.match(await page.locator(".heat thead").innerText(), /nl[^]*small/i);
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.click('[data-file="groups.csv"]'),
    ]);
    assert.equal(csv.suggestedFilename(), "groups.csv");
  }));

test("the link shows the same groups", () =>
  onPage("#view=groups&study=simulated&facet=topic&replicates=60", async (page, _, another) => {
    await done(page);
    await page.locator(".heat thead button").nth(2).click();
    assert.match(page.url(), /group=/);
    const other = await another();
    await other.goto(page.url());
    await done(other);
    assert.equal(await other.innerText("h1"), "Does the ranking depend on topic?");
    assert.deepEqual(await order(other), await order(page));
    assert.equal(await other.innerText("#by-facet .lead"), await page.innerText("#by-facet .lead"));
  }));

test("votes without facets say what would be one", () =>
  onPage("#view=groups&replicates=60", async (page) => {
    await page.getByText("no column to group them by").waitFor();
  }));
