// `<mindgap-leaderboard>` from one script tag, on this origin and from another.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";

let site;
let cdn;
let browser;
before(async () => {
  site = await serve(root, "/");
  cdn = await serve(root, "/", { "access-control-allow-origin": "*" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await cdn?.close();
});

const pages = "tests/browser/pages/";
const pilot = "www/public/examples/talkarena-pilot.csv";

/** Waits until an element shows what was resampled, and answers its board without the samples. */
async function settled(page, id) {
  await page.waitForFunction((id) => {
    const { board, progress } = document.getElementById(id) ?? {};
    return board?.bootstrap && !progress;
  }, id);
  return page.evaluate((id) => {
    const { samples, ...board } = document.getElementById(id).board;
    return { ...board, samples: samples.length };
  }, id);
}

/** Opens the page with both leaderboards. */
function embedded(use) {
  return withPage(browser, {}, async (page) => {
    await page.goto(`${site.url}${pages}embed.html`);
    await use(page);
  });
}

/** Adds a leaderboard to a blank page, with the script from `from`. */
async function add(page, from, src) {
  await page.goto(`${site.url}${pages}blank.html`);
  await page.addScriptTag({ type: "module", url: `${from}pkg/embed/mindgap.js` });
  await page.evaluate((src) => {
    const element = document.createElement("mindgap-leaderboard");
    Object.assign(element, { id: "added", replicates: 100, src });
    document.body.append(element);
  }, src);
}

test("one script tag and one element show a ranking and its charts", () =>
  embedded(async (page) => {
    const board = await settled(page, "pilot");
    assert.equal(board.bootstrap.replicates, 200);
    assert.equal(board.samples, 200 * 5);
    const element = page.locator("#pilot");
    const rows = await element.locator("tbody tr").allInnerTexts();
    assert.equal(rows.length, 5);
    assert.match(rows[0], /^1\s+DiVA\s+0\.82 \[0\.7\d, 0\.\d\d\]/);
    const footer = await element.locator("[part=footer]").innerText();
    assert.match(footer, /5,000 votes, Bradley-Terry, ties half; 200 bootstrap/);
    for (const [summary, kind] of [
      ["Distributions", "distribution"],
      ["Ranks", "ranks"],
      ["Head to head", "head-to-head"],
    ]) {
      await element.getByText(summary, { exact: true }).click();
      await element.locator(`mindgap-chart[kind="${kind}"] svg rect[role="img"]`).first().waitFor();
    }
    const cells = element.locator('mindgap-chart[kind="head-to-head"] rect[role="img"]');
    assert.equal(await cells.count(), 20);
  }));

test("attributes are the settings", () =>
  embedded(async (page) => {
    const board = await settled(page, "simulated");
    const { settings } = board.provenance;
    assert.equal(settings.ties, "davidson");
    assert.equal(settings.level, 0.9);
    assert.deepEqual([settings.bootstrap.unit, settings.bootstrap.seed], ["judge", 4]);
    assert.match(await page.locator("#simulated thead").innerText(), /Elo/);
    await page.locator("#simulated").evaluate((element) => element.setAttribute("ties", "half"));
    await page.waitForFunction(
      () => document.querySelector("#simulated").board.fit.ties === "half",
    );
    await settled(page, "simulated");
  }));

test("a facet filters, and search narrows", () =>
  embedded(async (page) => {
    const all = await settled(page, "simulated");
    const facets = await page
      .locator("#simulated")
      .evaluate((element) => element.votes.report.facets);
    const language = facets.find(({ name }) => name === "language");
    const { votes } = language.values[0];
    const element = page.locator("#simulated");
    await element.getByLabel("language").selectOption({ index: 1 });
    await page.waitForFunction(
      (votes) => document.querySelector("#simulated").board.fit.votes === votes,
      votes,
    );
    await settled(page, "simulated");
    await element.getByLabel("language").selectOption({ index: 0 });
    await page.waitForFunction(
      (votes) => document.querySelector("#simulated").board.fit.votes === votes,
      all.fit.votes,
    );
    assert.deepEqual((await settled(page, "simulated")).models, all.models);
    await element.getByLabel("Search").fill(all.models[2].name);
    assert.equal(await element.locator("tbody tr").count(), 1);
  }));

/** An answer whose rest nobody reads counts as an aborted request, if the page lives to see it. */
const unread = (name, more) => new RegExp(`${name} net::ERR_ABORTED${more ? `|${more}` : ""}`);

test("a file that is not there is said so, and another one is taken", () =>
  withPage(browser, { expected: unread("nowhere.csv", "status of 404") }, async (page) => {
    await add(page, site.url, `${site.url}nowhere.csv`);
    const element = page.locator("#added");
    const alert = await element.locator("[role=alert]").innerText();
    assert.match(alert, /Could not read .*nowhere\.csv: the server answered 404/);
    await element.evaluate((element, src) => (element.src = src), `${site.url}${pilot}`);
    assert.equal((await settled(page, "added")).models.length, 5);
    assert.equal(await element.locator("[role=alert]").count(), 0);
  }));

test("a web page in place of a vote file is said so", () =>
  withPage(browser, { expected: unread("index.html") }, async (page) => {
    await add(page, site.url, `${site.url}www/index.html`);
    const alert = page.locator("#added [role=alert]");
    await alert.waitFor();
    assert.match(await alert.innerText(), /answered with a web page, not with a file/);
  }));

test("from another origin it is the same", () =>
  withPage(browser, { origins: [new URL(cdn.url).origin] }, async (page) => {
    await add(page, cdn.url, `${cdn.url}${pilot}`);
    const far = await settled(page, "added");
    assert.ok(far.provenance.workers > 0);
    await page.locator("#added").getByText("Distributions", { exact: true }).click();
    await page.locator('#added mindgap-chart[kind="distribution"] svg').waitFor();
    await add(page, site.url, `${site.url}${pilot}`);
    assert.deepEqual((await settled(page, "added")).models, far.models);
  }));
