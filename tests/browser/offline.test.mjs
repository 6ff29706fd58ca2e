// The site without a network, its next version, and files that are remembered only where asked.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { launch, root, serve, withPage } from "./harness.mjs";
import { choose, file, settled } from "./site.mjs";
import { lmarena } from "./votes.mjs";

let folder;
let site;
let browser;
before(async () => {
  // A copy, for a test that changes it.
  folder = await mkdtemp(join(tmpdir(), "mindgap-site-"));
  await cp(`${root}www/dist`, folder, { recursive: true });
  [site, browser] = await Promise.all([serve(folder), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

const allowed = { serviceWorkers: "allow" };

/** Waits until the service worker holds every file and answers for the page. */
async function kept(page) {
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    if (!serviceWorker.controller)
      await new Promise((resolve) =>
        serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
      );
  });
}

/** Looks for a new version and waits until it is fetched whole. */
async function fetched(page) {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration.update();
    const { installing } = registration;
    await new Promise((resolve) => {
      if (registration.waiting) resolve();
      installing?.addEventListener("statechange", () => registration.waiting && resolve());
    });
  });
}

const leaderboard = "#view=leaderboard&replicates=50";

test("after one visit a dropped file is ranked without a network, and every view opens", () =>
  withPage(
    browser,
    { ...allowed, expected: /ERR_INTERNET_DISCONNECTED/ },
    async (page, context) => {
      await page.goto(site.url + leaderboard);
      await kept(page);
      await context.setOffline(true);
      await page.reload();
      await settled(page);
      await choose(page, file("votes.csv", lmarena({ models: 6 })), 6);
      await page.goto(`${site.url}#view=docs&page=methods`);
      await page.waitForSelector('mindgap-docs-view article h1:has-text("Methods")');
      // The server would have been asked for this one.
      const asked = await page.evaluate(() =>
        fetch("not-kept.csv").then(
          () => "there",
          () => "gone",
        ),
      );
      assert.equal(asked, "gone");
    },
  ));

test("a new version takes over when the site is opened anew, not under an open page", () =>
  withPage(browser, allowed, async (page, _, another) => {
    await page.goto(site.url + leaderboard);
    await kept(page);
    await publish();
    const other = await another();
    await other.goto(site.url + leaderboard);
    await fetched(other);
    await other.reload();
    assert.equal(await version(other), "");
    await other.close();
    await page.reload();
    await page.waitForSelector('meta[name="version"][content="another"]', { state: "attached" });
    assert.ok(page.url().endsWith(leaderboard), page.url());
    await kept(page);
  }));

/** What the copy of the site calls itself; the site itself says nothing. */
const version = (page) =>
  page.evaluate(() => document.querySelector('meta[name="version"]')?.content ?? "");

/** Puts another version where the site was, and a worker that knows of it. */
async function publish() {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const marked = page.replace("<title>", '<meta name="version" content="another" /><title>');
  await writeFile(join(folder, "index.html"), marked);
  const worker = await readFile(join(folder, "sw.js"), "utf8");
  const changed = worker.replace(/(url:[`"']index\.html[`"'],revision:[`"'])\w+/, "$1ffff");
  assert.notEqual(changed, worker);
  await writeFile(join(folder, "sw.js"), changed);
}

test("the site can be installed: a manifest whose icons are there", () =>
  withPage(browser, {}, async (page) => {
    await page.goto(site.url);
    const found = await page.evaluate(async () => {
      const link = document.querySelector('link[rel="manifest"]').href;
      const manifest = await (await fetch(link)).json();
      const sizes = manifest.icons.map(async ({ src, sizes }) => {
        const image = new Image();
        image.src = new URL(src, link);
        await image.decode();
        return [sizes, `${image.naturalWidth}x${image.naturalHeight}`];
      });
      return { start: new URL(manifest.start_url, link).href, sizes: await Promise.all(sizes) };
    });
    assert.equal(found.start, site.url);
    for (const [said, is] of found.sizes) assert.ok(said === "any" || said === is, `${said} ${is}`);
    const cdp = await page.context().newCDPSession(page);
    const { errors } = await cdp.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
  }));

/** The component alone, as the site bundles it. */
async function withRecentFiles(use) {
  const [{ output }] = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: { entry: `${root}www/src/offline/recentFiles.ts`, formats: ["es"], fileName: "recent" },
    },
  });
  await withPage(browser, {}, async (page) => {
    await page.route("**/recent.html", (route) =>
      route.fulfill({ contentType: "text/html", body: "<!doctype html><title>recent</title>" }),
    );
    const open = async () => {
      await page.goto(`${site.url}recent.html`);
      await page.addScriptTag({ type: "module", content: output[0].code });
      await page.evaluate(() => {
        const recent = document.createElement("mindgap-recent-files");
        recent.addEventListener("mindgap-open", async ({ detail }) => {
          globalThis.opened = `${detail.name}: ${await detail.text()}`;
        });
        document.body.append(recent);
      });
      await page.waitForSelector("mindgap-recent-files input");
    };
    await open();
    await use(page, open);
  });
}

/** Hands a file to the component, as the site does with every file that was read. */
const keep = (page, name, text) =>
  page.evaluate(
    ([name, text]) => document.querySelector("mindgap-recent-files").keep(new File([text], name)),
    [name, text],
  );

test("no file is remembered unasked", () =>
  withRecentFiles(async (page, open) => {
    await keep(page, "secret.csv", "a,b");
    await open();
    assert.equal(await page.locator("mindgap-recent-files li").count(), 0);
    const stored = await page.evaluate(async () => (await indexedDB.databases()).length);
    assert.equal(stored, 0);
  }));

test("asked, files come back after a reload, and are forgotten one by one or all together", () =>
  withRecentFiles(async (page, open) => {
    await page.check("mindgap-recent-files input");
    for (const name of ["one.csv", "<b>two</b>.csv", "3", "4", "5", "6"]) {
      await keep(page, name, `votes of ${name}`);
      await page.waitForSelector(`mindgap-recent-files li:has-text("${name}")`);
    }
    await open();
    const rows = page.locator("mindgap-recent-files li");
    await rows.nth(4).waitFor();
    // The oldest went.
    assert.equal(await rows.count(), 5);
    await page.click('mindgap-recent-files button.open:has-text("<b>two</b>.csv")');
    await page.waitForFunction(() => globalThis.opened);
    assert.equal(
      await page.evaluate(() => globalThis.opened),
      "<b>two</b>.csv: votes of <b>two</b>.csv",
    );
    await page.click('mindgap-recent-files [aria-label="Forget 6"]');
    await page.waitForFunction(
      () => document.querySelector("mindgap-recent-files").files.length === 4,
    );
    await page.uncheck("mindgap-recent-files input");
    await rows.first().waitFor({ state: "detached" });
    await open();
    assert.equal(await rows.count(), 0);
    assert.equal(await page.isChecked("mindgap-recent-files input"), false);
  }));
