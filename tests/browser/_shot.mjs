import { serve, launch, root } from "/work/main/tests/browser/harness.mjs";
const site = await serve(root + "www/dist");
const browser = await launch();
const hash = process.argv[3] ?? "";
for (const [name, opts] of [["light",{colorScheme:"light"}],["dark",{colorScheme:"dark"}],["phone",{colorScheme:"light",viewport:{width:390,height:844}}]]) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...opts });
  const page = await context.newPage();
  page.on("console", m => console.log(name, m.type(), m.text()));
  page.on("pageerror", e => console.log(name, "EXC", e));
  page.on("requestfailed", r => console.log(name, "FAILED", r.url(), r.failure()?.errorText));
  const t0=Date.now();
  await page.goto(site.url + hash);
  try {
  await page.waitForSelector("#done[data-intervals]", {timeout: 20000}); console.log(name, "done", Date.now()-t0, await page.textContent("#done"));
  await page.waitForTimeout(1500);
  } catch (e) { console.log("no done", String(e).slice(0,200)); }
  await page.screenshot({ path: `/tmp/shot-${process.argv[2]}-${name}.png`, fullPage: true });
  await context.close();
}
await browser.close(); await site.close();
