/**
 * Results as tables for other programs and for papers: CSV, Markdown and LaTeX.
 *
 * ```ts
 * import { boardTable, csvOf, markdownOf } from "mindgap/export";
 * const table = boardTable(board, "elo");
 * const csv = csvOf(table); // every column, every digit
 * const markdown = markdownOf(table); // what a person reads, rounded
 * ```
 */

export { boardTable, recordTable } from "./board.js";
export { controlsTable } from "./controls.js";
export { csvCell, csvOf, csvText } from "./csv.js";
export { gapCsv, gapTable, gapTables, type GapTable } from "./gap.js";
export { groupsTable, movesTable } from "./groups.js";
export { latexOf, latexText } from "./latex.js";
export { markdownOf, markdownText } from "./markdown.js";
export { partOf } from "./part.js";
export { written, type Cell, type Table, type TableColumn, type WrittenTable } from "./table.js";
export { visible } from "./text.js";
export { dropReasons } from "./reasons.js";
