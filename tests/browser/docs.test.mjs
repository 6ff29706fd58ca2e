// The docs in a real browser: pages, links between them, formulas, the site's policy.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { root, serve } from "./harness.mjs";
import { useSite } from "./site.mjs";

const { address, onBlank } = useSite();

const onDocs = (fragment, use, options = {}) =>
  onBlank(options, async (page) => {
    await page.goto(`${address()}#view=docs${fragment}`);
    await page.waitForSelector("mindgap-docs-view article h1");
    await use(page);
  });

/** Waits for a page by its heading. */
const heading = (page, text) =>
  page.waitForSelector(`mindgap-docs-view article h1:has-text("${text}")`);

test("every page is there, in a chunk of its own, and none breaks the site's policy", () =>
  onDocs("", async (page) => {
    const links = page.locator('mindgap-docs-view nav[aria-label="Docs"] a');
    const titles = await links.allInnerTexts();
    assert.ok(titles.length >= 10);
    for (const title of titles) {
      const scripts = [];
      page.once("request", (request) => scripts.push(request.url()));
      await links.filter({ hasText: title }).first().click();
      await page.waitForFunction((title) => {
        const { renderRoot } = document.querySelector("mindgap-docs-view");
        const current = renderRoot.querySelector("nav [aria-current]");
        return current?.textContent === title && renderRoot.querySelector("article h1");
      }, title);
    }
  }));

test("a link goes to its section, and back again", () =>
  onDocs("&page=start", async (page) => {
    await page.click('mindgap-docs-view article a[data-section="what-the-sample-is"]');
    await heading(page, "Methods");
    await page.waitForFunction(() => {
      const { renderRoot } = document.querySelector("mindgap-docs-view");
      const { activeElement } = renderRoot;
      return (
        activeElement?.id === "what-the-sample-is" &&
        activeElement.getBoundingClientRect().top < 200
      );
    });
    assert.match(page.url(), /view=docs&page=methods&section=what-the-sample-is/);
    await page.goBack();
    await heading(page, "First steps");
  }));

test("formulas are MathML, drawn, with a fraction above the other part", () =>
  onDocs("&page=methods", async (page) => {
    const heights = await page.$$eval("mindgap-docs-view .formula math", (all) =>
      all.map((one) => one.getBoundingClientRect().height),
    );
    assert.ok(heights.length > 8 && heights.every((height) => height > 12), String(heights));
  }));

test("nothing on a page is wider than a phone", () =>
  onDocs(
    "&page=performance",
    async (page) => {
      for (const id of ["performance", "methods", "api", "files"]) {
        await page.goto(`${address()}#view=docs&page=${id}`);
        await page.waitForFunction(
          (id) => document.querySelector("mindgap-docs-view")?.shown?.id === id,
          id,
        );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 390, `${id}: ${wide}`);
      }
    },
    { viewport: { width: 390, height: 800 } },
  ));

test("elements that the docs name are there, with the attributes that they list", async () => {
  const text = await readFile(`${root}pkg/README.md`, "utf8");
  const tags = [...new Set([...text.matchAll(/<(mindgap-[a-z-]+)/g)].map(([, tag]) => tag))];
  const table = text.split("### Settings")[1].split("### Each element")[0];
  const settings = [...table.matchAll(/^\| `([a-z]+)` \|/gm)].map(([, name]) => name);
  assert.ok(tags.length >= 9 && settings.length >= 10);
  const files = await serve(root, "/");
  try {
    await onBlank({}, async (page) => {
      await page.goto(`${files.url}tests/browser/pages/blank.html`);
      await page.addScriptTag({ url: `${files.url}pkg/embed/mindgap.js`, type: "module" });
      const known = await page.evaluate(
        (tags) => tags.map((tag) => customElements.get(tag)?.observedAttributes),
        tags,
      );
      for (const [at, tag] of tags.entries()) {
        assert.ok(known[at], tag);
        if (/table|chart/.test(tag)) continue;
        for (const name of settings) assert.ok(known[at].includes(name), `${tag} ${name}`);
      }
    });
  } finally {
    await files.close();
  }
});
