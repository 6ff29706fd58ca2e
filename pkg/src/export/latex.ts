/** A table in LaTeX (`booktabs`), in which names are text and no commands. */

import { written, type Table } from "./table.js";
import { visible } from "./text.js";

export function latexOf(table: Table): string {
  const { title, columns, rows } = written(table);
  const line = (cells: string[]): string => `${cells.map(latexText).join(" & ")} \\\\`;
  const floats = title !== undefined;
  return [
    "% \\usepackage{booktabs}",
    ...(floats ? ["\\begin{table}", "\\centering", `\\caption{${latexText(title)}}`] : []),
    `\\begin{tabular}{${columns.map(({ numeric }) => (numeric ? "r" : "l")).join("")}}`,
    "\\toprule",
    line(columns.map(({ label }) => label)),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
    ...(floats ? ["\\end{table}"] : []),
    "",
  ].join("\n");
}

const COMMANDS: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "`": "\\textasciigrave{}",
  '"': "{''}",
  "−": "$-$",
  "∞": "$\\infty$",
  τ: "$\\tau$",
  ρ: "$\\rho$",
  "–": "--",
  "²": "$^2$",
  // A bracket or a star after a row's end would be read as an argument of it.
  "[": "{[}",
  "]": "{]}",
  "*": "{*}",
  "-": "-{}",
};

/** Text as LaTeX prints it, letter by letter. */
export function latexText(text: string): string {
  // Hyphens in a row would become a dash.
  const signs = /[\\~^<>|`"−∞τρ–²[\]*{}$&#_%]|-(?=-)/g;
  return visible(text).replace(signs, (sign) => COMMANDS[sign] ?? `\\${sign}`);
}
