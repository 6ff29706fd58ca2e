// The rule that every browser test stands on, broken on purpose.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";

let site;
let elsewhere;
let browser;
before(async () => {
  site = await serve(root, "/");
  elsewhere = await serve(root, "/", { "access-control-allow-origin": "*" });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await elsewhere?.close();
});

const blank = "tests/browser/pages/blank.html";

/** Runs something in a blank page, or in a second one of the same context. */
const inBlank = (use, { argument, second = false, ...options } = {}) =>
  withPage(browser, options, async (page, _, another) => {
    await page.goto(site.url + blank);
    const at = second ? await another() : page;
    if (second) await at.goto(site.url + blank);
    await at.evaluate(use, argument);
  });

const offences = {
  "a console error": [() => console.error("one"), /console: one/],
  "a console warning": [() => console.warn("two"), /console: two/],
  "an uncaught exception": [
    () =>
      new Promise((resolve) => {
        addEventListener("error", () => setTimeout(resolve), { once: true });
        setTimeout(() => {
          throw new Error("three");
        });
      }),
    /exception: .*three/,
  ],
  "a file that is not there": [() => fetch("nowhere.csv").then(() => undefined), /status of 404/],
  "a request that fails": [
    () => fetch("http://127.0.0.1:1/").catch(() => undefined),
    /failed request: http:\/\/127\.0\.0\.1:1\//,
  ],
};

for (const [name, [use, answer]] of Object.entries(offences)) {
  test(`${name} fails a test, also on a second page, unless it is expected`, async () => {
    await assert.rejects(inBlank(use), answer);
    await assert.rejects(inBlank(use, { second: true }), answer);
    await inBlank(use, { expected: /one|two|three|404|127\.0\.0\.1:1|ERR_/ });
  });
}

test("a request to another origin fails a test, unless that origin is named", async () => {
  const use = (url) => fetch(url).then(() => undefined);
  const argument = elsewhere.url + blank;
  await assert.rejects(inBlank(use, { argument }), /other origin: /);
  await inBlank(use, { argument, origins: [new URL(elsewhere.url).origin] });
});

test("a page that behaves passes", () => inBlank(() => fetch("blank.html").then(() => undefined)));
