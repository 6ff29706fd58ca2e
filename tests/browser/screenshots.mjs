// Pictures of every view for people to look at: `node tests/browser/screenshots.mjs [view …]` writes
// them to tests/browser/results, and the README's to www/ when all are taken.

import { mkdir } from "node:fs/promises";
import { launch, root, serve } from "./harness.mjs";

const done = (page) => page.waitForSelector('#done[data-intervals="bootstrap"]');
/** By view: its address, and what must be there before the picture. */
const views = {
  start: ["", (page) => page.waitForSelector("mindgap-table")],
  leaderboard: ["#view=leaderboard", done],
  simulated: ["#study=simulated", done],
  model: ["#view=model&model=sim-birch&study=simulated", done],
  groups: ["#view=groups&study=simulated", (page) => page.waitForSelector("#groups-done")],
  benchmarks: ["#view=benchmarks", (page) => page.waitForSelector("#gap-done")],
  share: ["#view=share", done],
  docs: ["#view=docs&page=methods", (page) => page.waitForSelector("mindgap-docs-view article h1")],
};
const wide = { width: 1280, height: 900 };
const ways = {
  light: { colorScheme: "light", viewport: wide },
  dark: { colorScheme: "dark", viewport: wide },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 } },
  print: { colorScheme: "light", viewport: { width: 794, height: 1123 } },
};
/** The README's pictures, of what is seen at first. */
const readme = { leaderboard: "screenshot.png", benchmarks: "screenshot-gap.png" };

const asked = process.argv.slice(2);
const folder = `${root}tests/browser/results`;
await mkdir(folder, { recursive: true });
const site = await serve(`${root}www/dist`);
const browser = await launch();
for (const [view, [hash, ready]] of Object.entries(views)) {
  if (asked.length > 0 && !asked.includes(view)) continue;
  for (const [way, options] of Object.entries(ways)) {
    const page = await browser.newPage(options);
    await page.goto(site.url + hash);
    await ready(page);
    if (way === "light" && asked.length === 0 && readme[view])
      await page.screenshot({ path: `${root}www/${readme[view]}` });
    if (way === "print") await page.emulateMedia({ media: "print" });
    // Figures are drawn when they come near the screen, or are printed.
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.waitForFunction(() =>
      [...document.querySelectorAll("main mindgap-chart")].every((chart) =>
        chart.shadowRoot.querySelector("svg, canvas, p"),
      ),
    );
    await page.screenshot({ path: `${folder}/${view}-${way}.png`, fullPage: true });
    await page.close();
  }
}
await browser.close();
await site.close();
