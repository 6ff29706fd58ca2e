/** A board of one model, for the charts. */

import type { Board } from "../../types.js";

let last: { board: Board; name: string; own: Board } | undefined;

/** Its row and its column of the samples; absent where there are no samples. The same object for the same board. */
export function alone(board: Board, name: string): Board | undefined {
  const { models, samples } = board;
  const at = models.findIndex((model) => model.name === name);
  const row = models[at];
  if (!samples?.length || !row) return undefined;
  if (last?.board === board && last.name === name) return last.own;
  const column = new Float32Array(samples.length / models.length);
  for (let k = 0; k < column.length; k++) column[k] = samples[k * models.length + at] ?? 0;
  last = { board, name, own: { ...board, models: [row], samples: column } };
  return last.own;
}
