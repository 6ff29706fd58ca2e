/** Figures and charts as files, made here. */

import { csvFormat } from "d3-dsv";
import { html, nothing, type TemplateResult } from "lit";
import type { BoardKind } from "mindgap/elements";
import type { Board, HeadToHead } from "./types.js";

export function downloads(
  board: Board,
  record: HeadToHead | undefined,
  svg: (kind: BoardKind) => string | undefined,
): TemplateResult {
  const kinds: BoardKind[] = [
    "ranking",
    ...(board.samples?.length ? (["distribution"] as const) : []),
    ...(board.rankShares ? (["ranks"] as const) : []),
    ...(record ? (["head-to-head"] as const) : []),
  ];
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
      @click=${() => save("board.json", "application/json", JSON.stringify({ ...rest, ...behind, headToHead: record }))}
    >
      Everything (JSON)
    </button>
    ${record ? html`<button data-file="head-to-head.csv" @click=${() => save("head-to-head.csv", "text/csv", csvFormat(record.pairs.map(flat)))}>Pairs (CSV)</button>` : nothing}
    ${samples ? html`<button data-file="samples.csv" @click=${() => save("samples.csv", "text/csv", rows(board, samples))}>Samples (CSV)</button>` : nothing}
    ${kinds.map((kind) => html`<button data-file="${kind}.svg" @click=${() => save(`${kind}.svg`, "image/svg+xml", svg(kind) ?? "")}>Chart: ${kind} (SVG)</button>`)}
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

/** A text as a file. */
export function save(name: string, type: string, text: string): void {
  saveBlob(name, new Blob([text], { type }));
}

export function saveBlob(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
