// The elements as an author uses them: several on a page, filtered, moved, taken away, themed.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { open } from "../../pkg/dist/index.js";
import { makeSnapshot } from "../../pkg/dist/snapshot/make.js";
import { snapshotText } from "../../pkg/dist/snapshot/write.js";
import { launch, root, serve, withPage } from "./harness.mjs";

let site;
let browser;
let snapshots;
let folder;
before(async () => {
  site = await serve(root, "/");
  folder = await mkdtemp(join(tmpdir(), "mindgap-elements-"));
  snapshots = await serve(folder, "/", { "access-control-allow-origin": "*" });
  browser = await launch();
  const mg = await open();
  for (const name of ["talkarena-pilot", "simulated"]) {
    const votes = await mg.readVotes(`${root}www/public/examples/${name}.csv`);
    const rank = { bootstrap: { replicates: 300, seed: 5 } };
    const snapshot = await makeSnapshot(votes, { name: `${name}.csv`, rank });
    await writeFile(join(folder, `${name}.json`), snapshotText(snapshot));
  }
  mg.close();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await snapshots?.close();
  await rm(folder, { recursive: true, force: true });
});

const PILOT = "/www/public/examples/talkarena-pilot.csv";
const STUDY = "/www/public/examples/simulated.csv";

/** A page with these elements, given as HTML. */
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

/** Waits until an element shows a board with its replicates, and answers it without them. */
async function settled(page, id) {
  await page.waitForFunction((id) => {
    const { board, progress } = document.getElementById(id) ?? {};
    return board?.bootstrap && !progress;
  }, id);
  return page.evaluate((id) => {
    const { samples, ...board } = document.getElementById(id).board;
    return { ...board, samples: samples?.length };
  }, id);
}

/** What was asked of the server while `use` ran. */
async function requests(page, use) {
  const asked = [];
  const note = (request) => asked.push(new URL(request.url()).pathname);
  page.on("request", note);
  await use();
  page.off("request", note);
  return asked;
}

/** Votes with an empty value of a facet. */
const EMPTY = `data:text/csv,${encodeURIComponent(
  [
    "model_a,model_b,winner,topic",
    ...Array.from({ length: 30 }, (_, i) => {
      const winner = ["model_a", "model_b", "tie"][Math.floor(i / 3) % 3];
      return `${"ABC"[i % 3]},${"BCA"[i % 3]},${winner},${i % 2 ? "" : "code"}`;
    }),
  ].join("\n"),
)}`;

test("several that name one file read it once, and ask once", () =>
  withPage(browser, {}, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/elements.html`);
    const asked = await requests(page, async () => {
      await page.evaluate((src) => {
        for (const name of ["leaderboard", "distribution", "ranks", "head-to-head"]) {
          const element = document.createElement(`mindgap-${name}`);
          Object.assign(element, { id: name, src, replicates: 200 });
          document.body.append(element);
        }
      }, PILOT);
      for (const name of ["distribution", "ranks", "head-to-head"])
        await page.locator(`#${name} svg rect[role="img"]`).first().waitFor();
      await settled(page, "leaderboard");
    });
    assert.equal(asked.filter((path) => path === PILOT).length, 1);
    const same = await page.evaluate(
      () => document.getElementById("leaderboard").board === document.getElementById("ranks").board,
    );
    assert.ok(same, "one board for all");
  }));

test("attributes reflect, compose, and are read back", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${STUDY}" where="language=English" replicates="50" level="0.9"></mindgap-leaderboard>`,
    async (page) => {
      const board = await settled(page, "a");
      assert.equal(board.provenance.settings.level, 0.9);
      const { where } = board.provenance.settings;
      assert.deepEqual([where.language].flat(), ["English"]);
      const written = await page.evaluate(() => {
        const element = document.getElementById("a");
        element.where = { language: ["English", "German"], topic: "" };
        element.scale = "elo";
        element.ties = "davidson";
        return element.updateComplete.then(() =>
          ["where", "scale", "ties", "level"].map((name) => element.getAttribute(name)),
        );
      });
      assert.deepEqual(written, [
        "language=English&language=German&topic=",
        "elo",
        "davidson",
        "0.9",
      ]);
    },
  ));

test("an empty value of a facet is one to filter by", () =>
  withElements(
    `<mindgap-leaderboard id="a" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await page.evaluate((src) => (document.getElementById("a").src = src), EMPTY);
      assert.equal((await settled(page, "a")).fit.votes, 30);
      await page.locator("#a").getByLabel("topic").selectOption({ label: "(empty) (15)" });
      await page.waitForFunction(() => document.getElementById("a").board.fit.votes === 15);
      assert.equal(await page.locator("#a").getAttribute("where"), "topic=");
      await page.locator("#a").getByLabel("topic").selectOption({ label: "all" });
      await page.waitForFunction(() => document.getElementById("a").board.fit.votes === 30);
    },
  ));

test("a filter of other votes is dropped with them", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${STUDY}" where="language=English" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await settled(page, "a");
      await page.evaluate((src) => (document.getElementById("a").src = src), PILOT);
      await page.waitForFunction(() => document.getElementById("a").board?.models.length === 5);
      assert.equal(await page.locator("#a [role=alert]").count(), 0);
      assert.equal(await page.locator("#a").getAttribute("where"), null);
    },
  ));

test("head to head follows filter, level, unit and seed", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${STUDY}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      const all = await settled(page, "a");
      await page.locator("#a").getByText("Head to head", { exact: true }).click();
      const record = (wanted) =>
        page.waitForFunction((wanted) => {
          const asked = document.getElementById("a").record?.provenance.settings;
          const [name, value] = wanted;
          const found =
            name === "seed" || name === "unit" ? asked?.bootstrap?.[name] : asked?.[name];
          return found === value;
        }, wanted);
      await record(["level", 0.95]);
      for (const [name, value] of [
        ["level", 0.99],
        ["seed", 7],
        ["unit", "judge"],
      ]) {
        await page.evaluate(
          ([name, value]) => (document.getElementById("a")[name] = value),
          [name, value],
        );
        await record([name, value]);
      }
      await page.locator("#a").getByLabel("language").selectOption({ index: 1 });
      await page.waitForFunction((votes) => {
        const pairs = document.getElementById("a").record?.pairs ?? [];
        const sum = pairs.reduce((sum, pair) => sum + pair.votes, 0);
        return sum > 0 && sum < votes;
      }, all.fit.votes);
      await page.locator('#a mindgap-chart svg rect[role="img"]').first().waitFor();
    },
  ));

test("one that is moved goes on; one that is taken away gives its votes back", () =>
  withElements(
    `<div id="here"><mindgap-leaderboard id="a" src="${STUDY}" replicates="50"></mindgap-leaderboard></div><div id="there"></div>`,
    async (page) => {
      const first = await settled(page, "a");
      const asked = await requests(page, async () => {
        await page.evaluate(() => {
          const element = document.getElementById("a");
          document.getElementById("there").append(element);
          element.level = 0.9;
        });
        await page.waitForFunction(
          () => document.getElementById("a").board?.provenance.settings.level === 0.9,
        );
      });
      assert.deepEqual(asked, [], "nothing is read again");
      const freed = await page.evaluate(async () => {
        const element = document.getElementById("a");
        const { votes } = element;
        element.remove();
        await new Promise((done) => setTimeout(done));
        window.kept = element;
        return votes.rank().then(
          () => "still there",
          ({ code }) => code,
        );
      });
      assert.equal(freed, "freed");
      await page.evaluate(() => document.getElementById("here").append(window.kept));
      const again = await settled(page, "a");
      assert.deepEqual(
        again.models.map(({ rating }) => rating),
        first.models.map(({ rating }) => rating),
      );
    },
  ));

test("two copies of the script on one page do not throw", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${PILOT}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await page.evaluate(() => import("/pkg/dist/elements/snapshot.js").catch(() => undefined));
      await page.addScriptTag({ type: "module", url: "/pkg/embed/mindgap.js?copy" });
      assert.equal((await settled(page, "a")).models.length, 5);
    },
    { expected: /Failed to resolve module specifier/ },
  ));

test("the table is one for those who hear it, and for paper", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${PILOT}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await settled(page, "a");
      const table = page.locator("#a").getByRole("table");
      assert.equal(await table.getByRole("rowheader").count(), 5);
      assert.ok((await table.getByRole("columnheader").count()) >= 7);
      await page.setViewportSize({ width: 390, height: 800 });
      const reach = await page.locator("#a").evaluate((element) => {
        const frame = element.shadowRoot
          .querySelector("mindgap-table")
          .shadowRoot.querySelector(".frame");
        frame.scrollLeft = frame.scrollWidth;
        const name = frame.querySelector("tbody .name").getBoundingClientRect();
        const last = frame.querySelector("tbody tr td:last-child").getBoundingClientRect();
        return {
          left: name.left >= 0,
          seen: last.right <= innerWidth + 1,
          page: document.documentElement.scrollWidth,
        };
      });
      assert.deepEqual(reach, { left: true, seen: true, page: 390 });
    },
  ));

test("the keyboard learns what a column means", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${PILOT}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await settled(page, "a");
      await page.locator("#a").getByRole("button", { name: "Model" }).focus();
      await page.keyboard.press("Tab");
      const meaning = page.getByText("Log-odds of beating the average model", { exact: true });
      await meaning.waitFor({ state: "visible" });
      await page.keyboard.press("Escape");
      await meaning.waitFor({ state: "hidden" });
      await page.keyboard.press("Tab");
      await page.getByText("Models of one tier cannot be told apart by the votes").waitFor();
      await page.keyboard.press("Shift+Tab");
      await meaning.waitFor({ state: "visible" });
    },
  ));

test("several values of a facet count together", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${STUDY}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await settled(page, "a");
      await page.locator("#a").getByLabel("language").selectOption("several…");
      const boxes = page.locator("#a .several:popover-open").getByRole("checkbox");
      await boxes.nth(0).check();
      await boxes.nth(1).check();
      await page.waitForFunction(
        () => new URLSearchParams(document.getElementById("a").getAttribute("where")).size === 2,
      );
      const { fit } = await settled(page, "a");
      assert.ok(fit.votes < 7500);
    },
  ));

test("arrows move through a matrix as the eye does", () =>
  withElements(
    `<mindgap-head-to-head id="a" src="${PILOT}" replicates="50"></mindgap-head-to-head>`,
    async (page) => {
      const cells = page.locator('#a svg rect[role="img"]');
      await cells.first().waitFor();
      await cells.first().focus();
      const pair = async () => {
        const words = await page.evaluate(() => {
          let at = document.activeElement;
          while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          return at.getAttribute("aria-label");
        });
        return /^(.*) against (.*?):/.exec(words).slice(1);
      };
      const [row, column] = await pair();
      await page.keyboard.press("ArrowRight");
      const [sameRow, next] = await pair();
      assert.equal(sameRow, row);
      assert.notEqual(next, column);
      await page.keyboard.press("ArrowDown");
      const [below, sameColumn] = await pair();
      assert.equal(sameColumn, next);
      assert.notEqual(below, row);
    },
  ));

test("a chart's data is there as a table", () =>
  withElements(
    `<mindgap-ranks id="a" src="${PILOT}" replicates="50"></mindgap-ranks>`,
    async (page) => {
      await page.locator('#a svg rect[role="img"]').first().waitFor();
      await page.locator("#a").getByText("Data as a table").click();
      const rows = page.locator("#a").getByRole("rowheader");
      await rows.first().waitFor();
      assert.equal(await rows.count(), 5);
    },
  ));

/** Colours as they are seen. */
const colours = (page, id) =>
  page.evaluate((id) => {
    const table = document.getElementById(id).shadowRoot.querySelector("mindgap-table");
    const name = table.shadowRoot.querySelector("tbody tr:not(.banded) .name");
    const dot = table.shadowRoot.querySelector("circle");
    return {
      ink: getComputedStyle(name).color,
      paper: getComputedStyle(name).backgroundColor,
      accent: getComputedStyle(dot).fill,
    };
  }, id);

const light = { ink: "rgb(28, 30, 33)", accent: "rgb(43, 95, 179)" };
const dark = { ink: "rgb(232, 230, 225)", accent: "rgb(141, 180, 245)" };

test("colours can be set, on the element and on the page", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${PILOT}" replicates="50" style="--mindgap-accent: rgb(1, 2, 3)"></mindgap-leaderboard>
     <mindgap-leaderboard id="b" src="${PILOT}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await settled(page, "a");
      await settled(page, "b");
      assert.equal((await colours(page, "a")).accent, "rgb(1, 2, 3)");
      assert.equal((await colours(page, "b")).accent, light.accent);
      await page.evaluate(() =>
        document.documentElement.style.setProperty("--mindgap-ink", "rgb(9, 8, 7)"),
      );
      assert.equal((await colours(page, "b")).ink, "rgb(9, 8, 7)");
    },
  ));

test("dark pages get light text, whether or not they state their colour scheme", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${PILOT}" replicates="50"></mindgap-leaderboard>
     <mindgap-leaderboard id="b" theme="dark" src="${PILOT}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await settled(page, "a");
      await settled(page, "b");
      const { paper: _, ...seen } = await colours(page, "a");
      assert.deepEqual(seen, light);
      assert.equal((await colours(page, "b")).ink, dark.ink);
      await page.evaluate(() => (document.body.style.background = "#16181d"));
      await page.waitForFunction(
        (ink) => getComputedStyle(document.getElementById("a")).color === ink,
        dark.ink,
      );
      assert.deepEqual(await colours(page, "a"), { ...dark, paper: "rgb(22, 24, 29)" });
      await page.evaluate(() => document.getElementById("a").setAttribute("theme", "light"));
      await page.waitForFunction(
        (ink) => getComputedStyle(document.getElementById("a")).color === ink,
        light.ink,
      );
    },
  ));

test("printed, a dark page's elements are dark on white", () =>
  withElements(
    `<mindgap-leaderboard id="a" src="${PILOT}" replicates="50"></mindgap-leaderboard>
     <mindgap-leaderboard id="b" theme="dark" src="${PILOT}" replicates="50"></mindgap-leaderboard>`,
    async (page) => {
      await page.evaluate(() => (document.body.style.background = "#16181d"));
      for (const id of ["a", "b"]) {
        await settled(page, id);
        assert.equal((await colours(page, id)).ink, dark.ink);
      }
      await page.emulateMedia({ media: "print" });
      for (const id of ["a", "b"])
        assert.deepEqual(await colours(page, id), {
          ink: "rgb(0, 0, 0)",
          accent: light.accent,
          paper: "rgb(255, 255, 255)",
        });
    },
  ));

test("printed, a wide table of scores fits the page", () =>
  withElements(
    `<mindgap-benchmarks id="a" scores="/www/public/examples/talkarena-table1.csv"></mindgap-benchmarks>`,
    async (page) => {
      const table = page.locator("#a").getByRole("table");
      await table.waitFor();
      assert.ok((await table.boundingBox()).width > 718);
      await page.emulateMedia({ media: "print" });
      assert.ok((await table.boundingBox()).width <= 718);
    },
    { viewport: { width: 718, height: 1000 } },
  ));

test("an element that was given nothing says so, until it is given something", () =>
  withElements(
    ["leaderboard", "ranks", "benchmarks", "correlations"]
      .map((name) => `<mindgap-${name} id="${name}"></mindgap-${name}>`)
      .join(""),
    async (page) => {
      const word = page.getByText("Nothing to show: give this element src or snapshot.");
      await word.nth(3).waitFor();
      await page.evaluate((src) => (document.getElementById("leaderboard").src = src), PILOT);
      await settled(page, "leaderboard");
      assert.equal(await word.count(), 3);
    },
  ));

/** A leaderboard from a snapshot of the simulated study. */
const frozen = (more = "") =>
  `<mindgap-leaderboard id="a" snapshot="${snapshots.url}simulated.json" ${more}></mindgap-leaderboard>`;
const elsewhere = () => ({ origins: [new URL(snapshots.url).origin] });

test("a snapshot is shown within 60 KB, and without WebAssembly until somebody interacts", () =>
  withPage(browser, elsewhere(), async (page) => {
    const sizes = new Map();
    page.on("response", async (response) => {
      const { pathname } = new URL(response.url());
      const bytes = await response.body().catch(() => Buffer.alloc(0));
      if (!pathname.endsWith(".csv")) sizes.set(pathname, gzipSync(bytes, { level: 9 }).length);
    });
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${site.url}tests/browser/pages/elements.html`);
    await page.evaluate((markup) => (document.body.innerHTML = markup), frozen(`src="${STUDY}"`));
    const board = await settled(page, "a");
    assert.equal(board.bootstrap.replicates, 300);
    await page.waitForLoadState("networkidle");
    assert.deepEqual(
      asked.filter((path) => /wasm|worker|figure|reading|\.csv$/.test(path)),
      [],
    );
    const sum = [...sizes.values()].reduce((a, b) => a + b, 0);
    assert.ok(sum <= 60_000, `${sum} bytes`);
    await page.locator("#a").getByLabel("language").selectOption({ index: 1 });
    await page.waitForFunction(
      (votes) => document.getElementById("a").board.fit.votes < votes,
      board.fit.votes,
    );
    const live = await settled(page, "a");
    assert.deepEqual(live.provenance.settings.bootstrap.seed, 5);
    assert.ok(asked.some((path) => path.endsWith(".wasm")));
    await page.locator("#a").getByLabel("language").selectOption({ index: 0 });
    await page.waitForFunction(
      (votes) => document.getElementById("a").board.fit.votes === votes,
      board.fit.votes,
    );
  }));

test("a snapshot's charts need no WebAssembly either", () =>
  withElements(
    frozen(),
    async (page) => {
      await settled(page, "a");
      for (const [summary, kind] of [
        ["Distributions", "distribution"],
        ["Ranks", "ranks"],
        ["Head to head", "head-to-head"],
      ]) {
        await page.locator("#a").getByText(summary, { exact: true }).click();
        await page
          .locator(`#a mindgap-chart[kind="${kind}"] svg rect[role="img"]`)
          .first()
          .waitFor();
      }
      const shown = await page.evaluate(
        () =>
          performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm"))
            .length,
      );
      assert.equal(shown, 0);
    },
    elsewhere(),
  ));

test("without its votes a snapshot says what it cannot do", () =>
  withElements(
    frozen(),
    async (page) => {
      await settled(page, "a");
      await page.locator("#a").getByLabel("language").selectOption({ index: 1 });
      const alert = await page.locator("#a [role=alert]").innerText();
      assert.match(alert, /comes without its votes.*computed beforehand/s);
      assert.equal(await page.locator("#a").getByRole("rowheader").count(), 6);
    },
    elsewhere(),
  ));

test("where WebAssembly is forbidden the snapshot stays, and the page says so", () =>
  withPage(
    browser,
    { ...elsewhere(), expected: /WebAssembly|wasm|Content Security Policy|CSP/ },
    async (page) => {
      await page.goto(`${site.url}tests/browser/pages/no-wasm.html`);
      await page.evaluate((markup) => (document.body.innerHTML = markup), frozen(`src="${STUDY}"`));
      await settled(page, "a");
      await page.locator("#a").getByLabel("Interval").selectOption("0.9");
      const alert = await page.locator("#a [role=alert]").innerText();
      assert.match(alert, /computed beforehand/);
      assert.equal(await page.locator("#a").getByRole("rowheader").count(), 6);
    },
  ));

test("what is no snapshot is refused in a sentence; hostile names are text", () =>
  withElements(`<mindgap-leaderboard id="a"></mindgap-leaderboard>`, async (page) => {
    const pilot = JSON.parse(await readFile(join(folder, "talkarena-pilot.json"), "utf8"));
    const show = (json) =>
      page.evaluate((json) => {
        document.getElementById("a").snapshot = `data:application/json,${encodeURIComponent(json)}`;
      }, json);
    for (const [json, words] of [
      ["[1, 2]", /snapshot/],
      ["{", /no JSON/],
      [JSON.stringify({ ...pilot, schema: 9 }), /schema|version/],
      [JSON.stringify({ ...pilot, board: { ...pilot.board, models: "many" } }), /models/],
    ]) {
      await show(json);
      await page.waitForFunction(
        (words) =>
          new RegExp(words).test(
            document.getElementById("a").shadowRoot.querySelector("[role=alert]")?.textContent ??
              "",
          ),
        words.source,
      );
    }
    const name = `<img src=x onerror="window.hit=1">\u202e=cmd()${"long".repeat(2500)}`;
    const named = JSON.stringify(pilot.board.models[0].name);
    await show(JSON.stringify(pilot).replaceAll(named, JSON.stringify(name)));
    await settled(page, "a");
    assert.equal(await page.locator("#a").getByRole("rowheader").first().innerText(), name);
    assert.equal(await page.evaluate(() => window.hit), undefined);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 1280);
  }));

test("nothing moves when a leaderboard and its replicates arrive", () =>
  withPage(browser, {}, async (page) => {
    await page.goto(`${site.url}tests/browser/pages/elements.html`);
    await page.evaluate((src) => {
      window.shifts = 0;
      new PerformanceObserver((list) => {
        for (const { value } of list.getEntries()) window.shifts += value;
      }).observe({ type: "layout-shift", buffered: true });
      document.body.innerHTML = `<mindgap-leaderboard id="a" rows="6" src="${src}"></mindgap-leaderboard><p>what follows</p>`;
    }, STUDY);
    await settled(page, "a");
    const shifts = await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => done(window.shifts))),
    );
    assert.ok(shifts < 0.1, `${shifts}`);
  }));
