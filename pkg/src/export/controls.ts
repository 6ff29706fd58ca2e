/** What ratings are controlled for, as a table. */

import { format } from "../charts/format.js";
import type { Board, Control } from "../types.js";
import { tableOf, type Field } from "./fields.js";
import type { Table } from "./table.js";

/** One row a covariate, the position last. */
export function controlsTable({ controls = [] }: Pick<Board, "controls">): Table {
  const fine = (x: number): string => Number(x.toPrecision(3)).toString().replace("-", "−");
  const fields: Field<Control>[] = [
    { key: "name", label: "Controlled for", kind: "text", of: ({ name }) => name },
    { key: "estimate", label: "Coefficient", write: fine, of: ({ estimate }) => estimate },
    { key: "se", label: "Standard error", detail: true, of: ({ se }) => se },
    {
      key: "interval",
      label: "Interval",
      kind: "interval",
      write: fine,
      of: (row) => row.interval,
    },
    { key: "p", label: "p", write: format.p, of: ({ p }) => p },
    { key: "perSd", label: "Per SD", write: format.rating, of: ({ perSd }) => perSd?.estimate },
    { key: "sd", label: "SD", detail: true, of: ({ sd }) => sd },
    { key: "mean", label: "Mean", detail: true, of: ({ mean }) => mean },
    { key: "centre", label: "Centre", detail: true, of: ({ centre }) => centre },
  ];
  return tableOf(fields, controls);
}
