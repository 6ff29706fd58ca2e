// Pictures of the page for people to look at: `node tests/browser/screenshots.mjs [fragment]` writes
// them to tests/browser/results, and the README's to www/screenshot.png when no fragment is given.

import { mkdir } from "node:fs/promises";
import { launch, root, serve } from "./harness.mjs";

const fragment = process.argv[2] ?? "";
const folder = `${root}tests/browser/results`;
await mkdir(folder, { recursive: true });
const site = await serve(`${root}www/dist`);
const browser = await launch();
const wide = { width: 1280, height: 900 };
for (const [name, options] of [
  ["light", { colorScheme: "light", viewport: wide }],
  ["dark", { colorScheme: "dark", viewport: wide }],
  ["phone", { colorScheme: "light", viewport: { width: 390, height: 844 } }],
]) {
  const page = await browser.newPage(options);
  await page.goto(site.url + fragment);
  await page.waitForSelector('mindgap-chart[kind="head-to-head"] svg');
  await page.waitForSelector('#done[data-intervals="bootstrap"]');
  await page.waitForSelector("#more-votes");
  const gap = page.locator("#gap");
  await gap.locator("h2").scrollIntoViewIfNeeded();
  if (fragment === "") {
    await page.waitForSelector("#gap-done");
    await page.waitForSelector('#gap mindgap-chart[kind="r2"] svg');
    await gap.screenshot({ path: `${folder}/gap-${name}.png` });
    if (name === "light") {
      await gap.locator("h2").evaluate((heading) => heading.scrollIntoView());
      await page.screenshot({ path: `${root}www/screenshot-gap.png` });
    }
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  if (name === "light" && fragment === "") {
    await page.screenshot({ path: `${root}www/screenshot.png` });
  }
  await page.close();
}
await browser.close();
await site.close();
