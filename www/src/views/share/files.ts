/** The figures behind what is shown, as files. */

import { html, type TemplateResult } from "lit";
import type { Gap } from "mindgap";
import type { Scale } from "mindgap/charts";
import { download, filesOf, type Exported } from "../../export/index.js";
import type { Board, HeadToHead } from "../../types.js";

interface Results {
  board: Board;
  record?: HeadToHead | undefined;
  gap?: Gap | undefined;
  scale: Scale;
}

/** One row for each result, one button for each format. */
export function files(results: Results): TemplateResult {
  const rows = new Map<string, Exported[]>();
  for (const file of filesOf(results)) rows.set(file.what, [...(rows.get(file.what) ?? []), file]);
  return html`<table class="files">
    <tbody>
      ${[...rows].map(
        ([what, formats]) =>
          html`<tr>
            <th scope="row">${what}</th>
            <td><span class="row">${formats.map(button)}</span></td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function button({ file, what, format, make }: Exported): TemplateResult {
  const take = async (): Promise<void> => {
    const content = await make();
    if (content !== undefined) download(file, content);
  };
  return html`<button data-file=${file} aria-label="${what} as ${format}" @click=${take}>
    ${format}
  </button>`;
}
