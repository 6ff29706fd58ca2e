/** The figures behind what is shown, as files. */

import { csvFormat } from "d3-dsv";
import { html, nothing, type TemplateResult } from "lit";
import { save } from "../../shell/save.js";
import type { Board, HeadToHead } from "../../types.js";

export function downloads(board: Board, record: HeadToHead | undefined): TemplateResult {
  const { samples, rankShares, above, ...rest } = board;
  // Typed arrays have no JSON of their own.
  const behind = {
    rankShares: rankShares && [...rankShares],
    above: above && [...above],
  };
  return html`
    <button
      data-file="board.csv"
      @click=${() => save("board.csv", "text/csv", csvFormat(board.models.map(flat)))}
    >
      Board (CSV)
    </button>
    <button
      data-file="board.json"
      ?disabled=${!record}
      @click=${() => save("board.json", "application/json", JSON.stringify({ ...rest, ...behind, headToHead: record }))}
    >
      Everything (JSON)
    </button>
    <button
      data-file="head-to-head.csv"
      ?disabled=${!record}
      @click=${() => save("head-to-head.csv", "text/csv", csvFormat((record?.pairs ?? []).map(flat)))}
    >
      Pairs (CSV)
    </button>
    ${samples ? html`<button data-file="samples.csv" @click=${() => save("samples.csv", "text/csv", rows(board, samples))}>Samples (CSV)</button>` : nothing}
  `;
}

/** Pairs of numbers become two columns; an end that is not there is infinite. */
function flat(row: object): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      Array.isArray(value)
        ? [
            [`${name}Lower`, value[0] ?? -Infinity],
            [`${name}Upper`, value[1] ?? Infinity],
          ]
        : [[name, value]],
    ),
  ) as Record<string, string | number | boolean>;
}

function rows({ models }: Board, samples: Float32Array): string {
  const line = (_: unknown, row: number): number[] => [
    ...samples.subarray(row * models.length, (row + 1) * models.length),
  ];
  const values = Array.from({ length: samples.length / models.length }, line);
  return [
    csvFormat(
      [],
      models.map((model) => model.name),
    ),
    ...values.map((row) => row.join(",")),
  ].join("\n");
}
