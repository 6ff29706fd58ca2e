// The elements of benchmark scores: given files, or a snapshot of a gap.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";

let site;
let browser;
before(async () => {
  site = await serve(root, "/");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const FILES = `src="/www/public/examples/talkarena-pilot.csv" scores="/www/public/examples/talkarena-table1.csv" replicates="200"`;

function withElements(markup, use, options = {}) {
  return withPage(browser, options, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/elements.html`);
    await page.evaluate((markup) => {
      const body = new DOMParser().parseFromString(markup, "text/html").body;
      document.body.replaceChildren(...body.childNodes);
    }, markup);
    await use(page);
  });
}

test("votes and scores give correlations, coefficients and a table, and are read once", () =>
  withElements(
    `<mindgap-correlations id="c" ${FILES}></mindgap-correlations>
     <mindgap-forest id="f" ${FILES}></mindgap-forest>
     <mindgap-forest id="v" sample="votes" ${FILES}></mindgap-forest>
     <mindgap-benchmarks id="b" ${FILES}></mindgap-benchmarks>`,
    async (page) => {
      for (const id of ["c", "f", "v"])
        await page.locator(`#${id} svg rect[role="img"]`).first().waitFor();
      await page.waitForFunction(() => document.getElementById("b").gap);
      const table = page.locator("#b").getByRole("table");
      assert.ok((await table.getByRole("rowheader").count()) >= 5);
      assert.match(await table.innerText(), /τ with the votes/);
      const read = await page.evaluate(
        () =>
          performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("pilot.csv"))
            .length,
      );
      assert.equal(read, 1);
      const claim = await page.locator("#c figcaption").innerText();
      assert.match(claim, /None of \d+ benchmarks orders the models as the votes do beyond chance/);
    },
  ));

test("names that differ are joined by an attribute", () =>
  withElements(
    `<mindgap-correlations id="c" names="Qwen2=Qwen2-audio" ${FILES}></mindgap-correlations>`,
    async (page) => {
      await page.waitForFunction(() => document.getElementById("c").gap);
      const joined = await page.evaluate(
        () => document.getElementById("c").gap.join.matches.length,
      );
      assert.equal(joined, 5);
      assert.equal(await page.locator("#c").getAttribute("names"), "Qwen2=Qwen2-audio");
    },
  ));

test("a table of scores needs no votes", () =>
  withElements(
    `<mindgap-benchmarks id="b" scores="/www/public/examples/talkarena-table1.csv"></mindgap-benchmarks>`,
    async (page) => {
      await page.locator("#b").getByRole("table").waitFor();
      assert.equal(await page.evaluate(() => document.getElementById("b").gap), undefined);
    },
  ));

test("scores that cannot be read are one sentence", () =>
  withElements(
    `<mindgap-correlations id="c" src="/www/public/examples/talkarena-pilot.csv" scores="/nowhere.csv" replicates="50"></mindgap-correlations>`,
    async (page) => {
      const alert = page.locator("#c [role=alert]");
      await alert.waitFor();
      assert.match(await alert.innerText(), /nowhere\.csv: the server answered 404/);
    },
    { expected: /404|nowhere\.csv/ },
  ));

test("a column of the scores stands for votes by an attribute", () =>
  withElements(
    `<mindgap-benchmarks id="b" scores="/www/public/examples/talkarena-table1.csv" ratings="Humor"></mindgap-benchmarks>
     <mindgap-correlations id="c" scores="/www/public/examples/talkarena-table1.csv" ratings="Humor"></mindgap-correlations>`,
    async (page) => {
      await page.waitForFunction(() => document.getElementById("b").gap);
      const table = page.locator("#b").getByRole("table");
      await page.waitForFunction(() =>
        document.getElementById("b").shadowRoot.textContent.includes("τ with Humor"),
      );
      assert.ok((await table.getByRole("rowheader").count()) >= 9);
      await page.locator('#c svg rect[role="img"]').first().waitFor();
      assert.match(
        await page.locator("#c figcaption").innerText(),
        /as the ratings do|with the ratings/,
      );
      const [gap, votes] = await page.evaluate(() => {
        const { gap, votes } = document.getElementById("b");
        return [gap, votes];
      });
      assert.equal(gap.rated.name, "Humor");
      assert.equal(gap.models.length, 9);
      assert.equal(votes, undefined);
    },
  ));
