/** The report of a study: everything that is known of it, with its charts. */

import type { ChartKind } from "mindgap/elements";
import { reportHtml } from "../../report/index.js";
import type { Study } from "../../study/study.js";
import { pictures } from "./pictures.js";

const OF_BOARD: ChartKind[] = ["ranking", "distribution", "ranks", "head-to-head"];
const OF_GAP: ChartKind[] = [
  "global",
  "permutation",
  "r2",
  "alone",
  "correlations",
  "top-k",
  "scree",
  "biplot",
  "inflation",
  "stability",
  "coefficients",
  "effects",
  "effects-plain",
];
/** Above this many models a matrix is no picture for a page. */
const MOST = 40;

export async function report(study: Study, link: string): Promise<string | undefined> {
  const { ballots, scored, state } = study;
  const { votes, board, record } = ballots;
  if (!votes || !board) return undefined;
  const gap = scored.gapOfVotes?.current ? scored.gapOfVotes.value : undefined;
  const without = board.value.controls && ballots.uncontrolled?.board;
  const results = { without, board: board.value, record: record?.value, gap, scale: state.scale };
  const few = board.value.models.length <= MOST;
  const kinds = [
    ...OF_BOARD.filter((kind) => few || !/ranks|head/.test(kind)),
    ...(without && few ? (["slope"] as const) : []),
    ...(gap ? OF_GAP : []),
  ];
  return reportHtml({
    name: study.fileName,
    report: votes.report,
    read: study.options,
    board: board.value,
    ...(record && { record: record.value }),
    ...(gap && { gap, scoresName: study.scoresName }),
    charts: await pictures(kinds, results),
    scale: state.scale,
    link,
  });
}
