/** Tables from rows: each column says how its cell is had of a row. */

import type { Cell, Table, TableColumn } from "./table.js";

export interface Field<Row> extends TableColumn {
  of: (row: Row) => Cell;
}

/** A column that no row has a value for is left out. */
export function tableOf<Row>(fields: Field<Row>[], rows: readonly Row[]): Table {
  const present = fields.filter(({ of }) => rows.some((row) => of(row) !== undefined));
  return {
    columns: present.map(({ of: _, ...column }) => column),
    rows: rows.map((row) => present.map(({ of }) => of(row))),
  };
}
