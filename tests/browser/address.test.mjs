// The page that opens a file from another server: it says whom it asks, asks once, and has a sentence
// for whatever goes wrong.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";
import { lmarena } from "./votes.mjs";

let site;
let other;
let browser;
before(async () => {
  [site, other, browser] = await Promise.all([serve(`${root}www/dist`), elsewhere(), launch()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
  other?.server.close();
});

/** Another server: what it was asked, and answers of every kind. */
async function elsewhere() {
  const asked = [];
  const open = { "access-control-allow-origin": "*" };
  const answers = {
    "/votes.csv": [200, open, lmarena({ models: 6, votes: 900 })],
    "/scores.csv": [200, open, "model,exam\nm0,60\nm1,55\nm2,50\nm3,52\nm4,40\nm5,31\n"],
    "/closed.csv": [200, {}, lmarena()],
    "/page.csv": [200, open, "<!DOCTYPE html><html><body>Sign in</body></html>"],
    "/moved.csv": [302, { ...open, location: "/votes.csv" }, ""],
    "/notes.csv": [200, open, "a,b\n1,2\n"],
  };
  const server = createServer((request, response) => {
    asked.push({ url: request.url, headers: request.headers });
    const [status, headers, body] = answers[request.url] ?? [404, open, "not here"];
    response.writeHead(status, { "content-type": "text/csv", ...headers }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${server.address().port}`;
  return { server, asked, host, url: (path) => `http://${host}${path}` };
}

/** Opens the page with these addresses; complaints of the browser about refused requests are expected. */
function onAddress(asked, use) {
  other.asked.length = 0;
  const expected = /CORS policy|net::ERR_FAILED|status of 404|failed request/;
  return withPage(browser, { origins: [`http://${other.host}`], expected }, async (page) => {
    await page.goto(`${site.url}address/#${new URLSearchParams(asked)}`);
    await page.waitForSelector("mindgap-from-address h1");
    await use(page);
  });
}

const button = (page) => page.locator("mindgap-from-address button");

test("it says whom it asks, asks nobody before, and then ranks what came", () =>
  onAddress({ votes: other.url("/votes.csv"), scores: other.url("/scores.csv") }, async (page) => {
    const text = await page.innerText("main");
    assert.ok(text.includes(`${other.host} for the votes`));
    assert.ok(text.includes(`${other.host} for the scores`));
    assert.equal(other.asked.length, 0);
    assert.equal(await button(page).innerText(), `Fetch from ${other.host}`);
    await button(page).click();
    await page.waitForFunction(() => {
      const { board, failure } = document.querySelector("mindgap-leaderboard") ?? {};
      return board?.bootstrap && board.models.length === 6 && !failure;
    });
    await page.waitForSelector("mindgap-correlations svg");
    assert.deepEqual(
      other.asked.map(({ url }) => url),
      ["/votes.csv", "/scores.csv"],
    );
    for (const { headers } of other.asked) {
      assert.equal(headers.referer, undefined);
      assert.equal(headers.cookie, undefined);
    }
    const hash = await page.evaluate(
      () => document.querySelector("mindgap-leaderboard").board.provenance.dataHash,
    );
    const link = page.locator("a", { hasText: "every setting" });
    assert.equal(await link.getAttribute("href"), `../#view=leaderboard&data=${hash}`);
  }));

const failures = {
  "/closed.csv": /does not allow other sites to read the file \(CORS\)/,
  "/missing.csv": /answered 404 Not Found for the votes: there is no such file/,
  "/page.csv": /answered with a web page, not with a file of votes/,
  "/moved.csv": /sends elsewhere/,
};
for (const [path, sentence] of Object.entries(failures))
  test(`${path} ends in one sentence`, () =>
    onAddress({ votes: other.url(path) }, async (page) => {
      await button(page).click();
      const said = await page.locator(".failure").innerText();
      assert.match(said, sentence);
      assert.ok(said.startsWith(other.host));
      // A server that sends elsewhere is not followed.
      assert.equal(other.asked.length, 1);
      // One can try again.
      assert.equal(await button(page).isEnabled(), true);
    }));

test("a file that holds no votes is told by the leaderboard", () =>
  onAddress({ votes: other.url("/notes.csv") }, async (page) => {
    await button(page).click();
    await page.getByText(/found no column for/i).waitFor();
  }));

test("addresses that are no https are refused before anybody is asked", async () => {
  const refused = {
    "http://example.org/votes.csv": /has to begin with https:\/\//,
    "javascript:alert(1)": /has to begin with https:\/\//,
    "votes.csv": /is none/,
    "https://me:secret@example.org/v.csv": /user’s name or password/,
  };
  for (const [votes, sentence] of Object.entries(refused))
    await onAddress({ votes }, async (page) => {
      assert.match(await page.locator(".failure").innerText(), sentence);
      assert.equal(await page.locator("text=Fetch from").count(), 0);
    });
});

test("without an address it asks for one, and an address that is typed is asked about", () =>
  onAddress({}, async (page) => {
    await page.fill('input[name="votes"]', other.url("/votes.csv"));
    await page.press('input[name="votes"]', "Enter");
    await page.waitForSelector(`button:has-text("Fetch from ${other.host}")`);
    assert.equal(other.asked.length, 0);
  }));

test("the start page's policy still lets nobody else be asked", () =>
  onAddress({}, async (page) => {
    await page.goto(site.url);
    const policy = await page
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute("content");
    assert.match(policy, /connect-src 'self';/);
  }));
