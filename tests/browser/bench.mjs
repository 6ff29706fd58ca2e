// Browser figures for `cargo xtask bench`: one line of JSON per measurement,
// medians of five after one warm-up, in a headless Chromium.

import { launch, root, serve } from "./harness.mjs";

const site = await serve(root, "/");
const browser = await launch();

/** Runs a measurement six times, drops the first, and prints the median. */
async function report(on, size, what, amount, unit, measure) {
  const seconds = [];
  for (let run = 0; run < 6; run++) seconds.push(await measure());
  const [, ...kept] = seconds;
  kept.sort((a, b) => a - b);
  const spread = kept[4] - kept[0];
  console.log(JSON.stringify({ on, size, what, seconds: kept[2], spread, amount, unit }));
}

/** The page from its first byte to its first table of the simulated study. */
await report("Chromium, the page", "6 × 7,500", "load to first ranking", 1, "loads", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url}www/dist/#study=simulated`);
  const seconds = await page.evaluate(async () => {
    while (!document.querySelector("mindgap-table")) await new Promise(requestAnimationFrame);
    return performance.now() / 1000;
  });
  await context.close();
  return seconds;
});

const page = await browser.newPage();
await page.goto(`${site.url}tests/browser/pages/blank.html`);
for (const [size, file, replicates] of [
  ["6 × 7,500", "www/public/examples/simulated.csv", 10_000],
  ["100 × 100,000", "target/bench/100x100000.csv", 200],
  ["200 × 2,000,000", "target/bench/200x2000000.csv", 20],
]) {
  for (const workers of [1, 2]) {
    const on = `Chromium, ${workers} worker${workers === 1 ? "" : "s"}`;
    const measure = (what) =>
      page.evaluate(
        async ([url, workers, replicates, what]) => {
          const { open } = await import("/pkg/dist/index.js");
          const mindgap = await open({ workers });
          const start = performance.now();
          const votes = await mindgap.readVotes(url);
          if (what !== "read") await votes.rank({ bootstrap: false });
          const ranked = performance.now();
          if (what === "bootstrap") await votes.rank({ bootstrap: { replicates, seed: 1 } });
          const seconds = (performance.now() - (what === "bootstrap" ? ranked : start)) / 1000;
          mindgap.close();
          return seconds;
        },
        [site.url + file, workers, replicates, what],
      );
    if (workers === 1) await report(on, size, "read and rank", 1, "files", () => measure("rank"));
    await report(on, size, "bootstrap", replicates, "replicates", () => measure("bootstrap"));
  }
}

await browser.close();
await site.close();
