/** Votes in groups as tables: every model in every group, and who moves. */

import { format } from "../charts/format.js";
import type { ByFacet, GroupMove, GroupRow } from "../group-types.js";
import { tableOf, type Field } from "./fields.js";
import type { Table } from "./table.js";

const whole = (x: number): string => x.toLocaleString("en");

/** One row for each model of each group, groups in their order and best first. */
export function groupsTable({ groups }: ByFacet): Table {
  type Row = GroupRow & { value: string };
  const rows = groups.flatMap(({ value, models = [] }) =>
    models.map((model): Row => ({ ...model, value })),
  );
  const fields: Field<Row>[] = [
    { key: "group", label: "Group", kind: "text", of: ({ value }) => value },
    { key: "name", label: "Model", kind: "text", of: ({ name }) => name },
    { key: "rank", label: "Rank", of: ({ rank }) => rank },
    { key: "rankInterval", label: "Ranks", kind: "spread", of: (row) => row.rankInterval },
    { key: "rating", label: "Rating", write: format.rating, of: ({ rating }) => rating },
    { key: "se", label: "Standard error", detail: true, of: ({ se }) => se },
    {
      key: "interval",
      label: "Interval",
      kind: "interval",
      write: format.rating,
      of: (row) => row.interval,
    },
    { key: "votes", label: "Votes", write: whole, of: ({ votes }) => votes },
  ];
  return tableOf(fields, rows);
}

/** One row for each model in each group against all other votes, the surest first. */
export function movesTable({ moves }: ByFacet): Table {
  const fields: Field<GroupMove>[] = [
    { key: "model", label: "Model", kind: "text", of: ({ model }) => model },
    { key: "group", label: "Group", kind: "text", of: ({ value }) => value },
    { key: "difference", label: "Difference", write: format.rating, of: (row) => row.difference },
    { key: "se", label: "Standard error", detail: true, of: ({ se }) => se },
    {
      key: "interval",
      label: "Interval",
      kind: "interval",
      write: format.rating,
      of: (row) => row.interval,
    },
    { key: "p", label: "p", write: format.p, detail: true, of: ({ p }) => p },
    { key: "adjusted", label: "p after Holm", write: format.p, of: ({ adjusted }) => adjusted },
  ];
  return tableOf(
    fields,
    [...moves].sort((one, other) => one.p - other.p),
  );
}
