/// <reference types="vite/client" />

/** The pages of the docs: their order, and how each is loaded. */

/** A page as the build made it of its Markdown. */
export interface Page {
  title: string;
  /** Below the title. Made from the files in `www/docs` alone, at build time. */
  html: string;
  sections: { id: string; title: string; level: number }[];
}

/** Ids of the pages in reading order, and what the navigation calls them. */
export const PAGES = [
  { id: "start", title: "First steps" },
  { id: "files", title: "Files" },
  { id: "methods", title: "Methods" },
  { id: "elements", title: "Elements" },
  { id: "bundlers", title: "Bundlers" },
  { id: "api", title: "API" },
  { id: "cli", title: "Command line" },
  { id: "action", title: "In a build" },
  { id: "performance", title: "Performance" },
  { id: "privacy", title: "Privacy" },
  { id: "cite", title: "How to cite" },
] as const;

export type PageId = (typeof PAGES)[number]["id"];

const loaders = import.meta.glob<{ page: Page }>("../../../docs/*.md");

/** Whether there is such a page. */
export function isPage(id: string): id is PageId {
  return PAGES.some((page) => page.id === id);
}

/** Loads a page: a chunk of its own. */
export async function loadPage(id: PageId): Promise<Page> {
  const load = loaders[`../../../docs/${id}.md`];
  if (!load) throw new TypeError(`the docs have no page ${id}`);
  return (await load()).page;
}
