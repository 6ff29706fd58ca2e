/**
 * Markdown as HTML, at build time: formulas become MathML, headings get ids, links between pages
 * become addresses of the docs view. Nothing that comes out needs a style or script of its own, so
 * that it can stand under the site's Content-Security-Policy.
 */

import { Marked } from "marked";
import temml from "temml";

/** @typedef {{ id: string, title: string, level: number }} Section */
/** @typedef {{ page: string, section?: string }} Target */

/** Text as HTML. */
export function escapeHtml(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]);
}

/** A heading's id: its words, in lower case, joined by dashes. */
export function slug(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** The address of a page of the docs within the site. */
export function docsHref({ page, section }) {
  return `#view=docs&page=${page}${section ? `&section=${encodeURIComponent(section)}` : ""}`;
}

/** TeX as MathML. Temml's `style` attributes only repeat what browsers do with `display`. */
export function mathml(tex, displayMode) {
  return temml
    .renderToString(tex, { displayMode, throwOnError: true, xml: true })
    .replaceAll(/ style="[^"]*"/g, "");
}

const formulas = [
  {
    name: "formula",
    level: "block",
    start: (source) => source.indexOf("$$"),
    tokenizer(source) {
      const found = /^\$\$\n?([\s\S]+?)\n?\$\$(?:\n|$)/.exec(source);
      return found ? { type: "formula", raw: found[0], tex: found[1] } : undefined;
    },
    renderer: ({ tex }) => `<div class="formula" tabindex="0">${mathml(tex, true)}</div>\n`,
  },
  {
    name: "inlineFormula",
    level: "inline",
    start: (source) => source.indexOf("$"),
    tokenizer(source) {
      const found = /^\$(?![\s$])((?:\\.|[^$\\\n])+)\$/.exec(source);
      return found ? { type: "inlineFormula", raw: found[0], tex: found[1] } : undefined;
    },
    renderer: ({ tex }) => mathml(tex, false),
  },
];

/** `methods.md#ties` → the page and the section that it names. */
function internal(href) {
  const [, page, section] = /^([a-z]+)\.md(?:#(.*))?$/.exec(href) ?? [];
  if (page) return { page, ...(section && { section }) };
  return href.startsWith("#") ? { section: href.slice(1) } : undefined;
}

/**
 * A page's title, HTML below the title, sections and the pages that it links to. `name` is the page's own.
 *
 * @returns {{ title: string, html: string, sections: Section[], links: Target[] }}
 */
export function renderPage(source, name) {
  const sections = [];
  const links = [];
  const renderer = {
    heading({ tokens, depth, text }) {
      const title = text.replaceAll("`", "");
      // Names that differ in case only have the same words.
      const twins = sections.filter((section) => slug(section.title) === slug(title)).length;
      const id = `${slug(title)}${twins > 0 ? `-${twins + 1}` : ""}`;
      sections.push({ id, title, level: depth });
      if (depth === 1) return "";
      return `<h${depth} id="${id}" tabindex="-1">${this.parser.parseInline(tokens)}</h${depth}>\n`;
    },
    link({ href, tokens }) {
      const target = internal(href);
      const inner = this.parser.parseInline(tokens);
      if (!target) return `<a href="${escapeHtml(href)}" rel="noreferrer">${inner}</a>`;
      const to = { page: name, ...target };
      links.push(to);
      const section = to.section ? ` data-section="${escapeHtml(to.section)}"` : "";
      return `<a href="${escapeHtml(docsHref(to))}" data-page="${to.page}"${section}>${inner}</a>`;
    },
    code({ text, lang }) {
      const language = lang ? ` class="language-${escapeHtml(lang.split(" ")[0])}"` : "";
      return `<pre tabindex="0"><code${language}>${escapeHtml(text)}\n</code></pre>\n`;
    },
    table({ header, rows }) {
      const cell = (tag) => (one) => {
        const side = one.align ? ` class="${one.align}"` : "";
        const scope = tag === "th" ? ' scope="col"' : "";
        return `<${tag}${scope}${side}>${this.parser.parseInline(one.tokens)}</${tag}>`;
      };
      const row = (cells, tag) => `<tr>${cells.map(cell(tag)).join("")}</tr>\n`;
      const body = rows.map((cells) => row(cells, "td")).join("");
      return `<div class="scroll" tabindex="0"><table><thead>${row(header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
    },
  };
  const marked = new Marked({ gfm: true }, { renderer, extensions: formulas });
  const html = marked.parse(source);
  const title = sections.find(({ level }) => level === 1)?.title ?? name;
  return { title, html, sections, links };
}
