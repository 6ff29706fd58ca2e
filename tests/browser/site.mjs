// The built site, opened and worked as a person would.

import { after, before } from "node:test";
import { launch, root, serve, withPage } from "./harness.mjs";

/** Serves the built site to a browser while a file's tests run. */
export function useSite() {
  let site;
  let browser;
  before(async () => {
    site = await serve(`${root}www/dist`);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });
  const onBlank = (options, use) => withPage(browser, options, use);
  return {
    address: () => site.url,
    /** A page that has not been anywhere yet. */
    onBlank,
    /** Opens the leaderboard, or the view that the fragment names, waits for its figures, and hands the page over. */
    onPage: (fragment, use, options = {}) =>
      onBlank(options, async (page, context, another) => {
        await page.goto(site.url + (fragment || "#view=leaderboard"));
        await settled(page);
        await use(page, context, another);
      }),
  };
}

export const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

/** Waits until replicates are in. */
export const settled = (page) => page.waitForSelector('#done[data-intervals="bootstrap"]');

/** Opens the statistician's settings, where they are closed. */
export async function openSettings(page) {
  const details = page.locator("#settings");
  await details.waitFor();
  if (!(await details.evaluate((one) => one.open))) await details.locator("summary").click();
}

/** Goes to another view by the navigation. */
export async function go(page, view) {
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: view }).click();
  await page.waitForSelector(`mindgap-${view.toLowerCase()}-view h1`);
}

/** A figure, scrolled to: only then it is drawn. */
export async function figure(page, kind) {
  const figure = page.locator(`[data-figure="${kind}"]`);
  await figure.scrollIntoViewIfNeeded();
  await figure.locator("mindgap-chart svg").first().waitFor();
  return figure.locator("mindgap-chart");
}

/** What is shown, without its samples. */
export const board = (page) =>
  page.evaluate(() => {
    const { samples, ...rest } = document.querySelector("mindgap-table").board;
    return { ...rest, samples: samples?.length };
  });

/** Waits until the board that is shown answers these settings, with its replicates in. */
export async function answers(page, settings) {
  await page.waitForFunction((settings) => {
    const has = (asked, wanted) =>
      Object.entries(wanted).every(([name, value]) =>
        value !== null && typeof value === "object"
          ? has(asked?.[name] ?? {}, value)
          : asked?.[name] === value,
      );
    const board = document.querySelector("mindgap-table")?.board;
    return board?.bootstrap && has(board.provenance.settings, settings);
  }, settings);
  await settled(page);
}

/** Waits until the board shows so many models, with its replicates in. */
export async function shows(page, models) {
  await page.waitForFunction((models) => {
    const board = document.querySelector("mindgap-table")?.board;
    return board?.bootstrap && board.models.length === models;
  }, models);
  await settled(page);
}

/** Chooses a file and waits until its own figures are there. */
export async function choose(page, chosen, models) {
  await page.setInputFiles("#file", chosen);
  await shows(page, models);
}

/** Types into a field of numbers among the settings. */
export async function type(page, id, text) {
  await page.fill(id, text);
  await page.press(id, "Enter");
}

/** Drops a file where a person would. */
export const drop = (page, name, text) => dropAll(page, { [name]: text });

/** Drops several at once: their texts by their names. */
export function dropAll(page, files) {
  return page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(files))
      dataTransfer.items.add(new File([text], name));
    for (const type of ["dragover", "drop"]) {
      const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    }
  }, files);
}
