import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** Where a cell stands when the table has become rows of two lines (390 px). */
export type Slot = "mark" | "lead" | "trail" | "under" | "under-trail" | "hide";
export type Column<Row> = {
  key: string;
  head: string;
  /** Read out but not shown. */
  headHidden?: boolean;
  /** Numbers, with their unit in the cell. */
  right?: boolean;
  /** The list's sort by this column, without its sign. */
  sort?: string;
  /** The first click on the head asks for the largest, or newest, first. */
  largestFirst?: boolean;
  slot: Slot;
  className?: string;
  cell: (row: Row) => ReactNode;
};
type Sorting = { value: string; href: (sort: string) => string };
type TableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The whole row opens it; the column `opens` holds the real link. */
  href?: (row: Row) => string;
  opens?: string;
  sorting?: Sorting;
  rowClass?: (row: Row) => string | undefined;
};

function Head<Row>({ column, sorting }: { column: Column<Row>; sorting?: Sorting }) {
  const down = sorting?.value === `-${column.sort}`;
  const up = sorting !== undefined && sorting.value === column.sort;
  const sortable = sorting !== undefined && column.sort !== undefined;
  const next = up || (!down && column.largestFirst) ? `-${column.sort}` : String(column.sort);
  return (
    <th scope="col" aria-sort={sortable ? (down ? "descending" : up ? "ascending" : "none") : undefined} className={cx(column.right && "sb-right", column.className)}>
      {sortable ? (
        <Link prefetch={false} href={sorting.href(next)} scroll={false} className={cx("inline-flex items-center gap-1 hover:text-ink", (down || up) && "text-ink")}>
          {column.head}
          {down ? <ArrowDown size={12} aria-hidden="true" /> : null}
          {up ? <ArrowUp size={12} aria-hidden="true" /> : null}
        </Link>
      ) : column.headHidden ? <span className="sr-only">{column.head}</span> : column.head}
    </th>
  );
}

/** A table of static column definitions; on a phone its rows become two lines. */
export function Table<Row>({ label, columns, rows, rowKey, href, opens, sorting, rowClass }: TableProps<Row>) {
  const opener = opens ?? columns[0]?.key;
  return (
    <table className="sb-table" aria-label={label}>
      <thead><tr>{columns.map((column) => <Head key={column.key} column={column} sorting={sorting} />)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)} className={cx(href && "sb-opens", rowClass?.(row)) || undefined}>
            {columns.map((column) => (
              <td key={column.key} data-slot={column.slot} className={cx(column.right && "sb-right", column.className)}>
                {href && column.key === opener ? <Link prefetch={false} href={href(row)} className="sb-row-link">{column.cell(row)}</Link> : column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
