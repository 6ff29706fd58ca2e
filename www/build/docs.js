/** The pages of the docs as modules: `import("../docs/start.md")` gives title, HTML and sections. */

import { apiMarkdown } from "./api.js";
import { renderPage } from "./markdown.js";

/** Where the generated reference goes in `api.md`. */
export const API_MARK = "<!-- reference -->";

/** The Markdown of a page, with what is generated put in. */
export function completed(source) {
  return source.includes(API_MARK) ? source.replace(API_MARK, () => apiMarkdown()) : source;
}

/** @returns {import("vite").Plugin} */
export function docs() {
  return {
    name: "mindgap-docs",
    transform(source, id) {
      const [, name] = /\/docs\/([a-z]+)\.md$/.exec(id) ?? [];
      if (!name) return undefined;
      const { title, html, sections } = renderPage(completed(source), name);
      return {
        code: `export const page = ${JSON.stringify({ title, html, sections })};`,
        moduleType: "js",
        map: { mappings: "" },
      };
    },
  };
}
