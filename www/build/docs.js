/** The pages of the docs as modules: `import("../docs/start.md")` gives title, HTML and sections. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { apiMarkdown } from "./api.js";
import { renderPage } from "./markdown.js";

const program = fileURLToPath(new URL("../../pkg/dist/cli/main.js", import.meta.url));

/** What a command prints of itself. */
function helpMarkdown(command) {
  const text = execFileSync(process.execPath, [program, "help", command], { encoding: "utf8" });
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** A section of the package's README, its headings one higher. */
function readmeMarkdown(title) {
  const readme = readFileSync(new URL("../../pkg/README.md", import.meta.url), "utf8");
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (section === undefined) throw new Error(`pkg/README.md has no section ${title}`);
  return section.slice(title.length).trim().replaceAll(/^###/gm, "##");
}

/** The Markdown of a page, with what is generated put in where a comment asks for it. */
export function completed(source) {
  return source
    .replace("<!-- reference -->", () => apiMarkdown())
    .replaceAll(/<!-- section (\w+) of the package's README -->/g, (_, title) =>
      readmeMarkdown(title),
    )
    .replaceAll(/<!-- help (\w+) -->/g, (_, command) => helpMarkdown(command));
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
