"use client";
import { useMemo, useState } from "react";
import { comparedAtMost } from "#server/shared/compare.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import type { Column } from "../ui/table.tsx";

/** How the rows of a table are compared: each one's reference and name, and the address that puts references side by side. Declared once, outside the component. */
export type Comparable<Row> = { refOf: (row: Row) => string; nameOf: (row: Row) => string; kind: "versions" | "runs" };

/** Ticks in a table, and the lever that puts the ticked ones side by side, the one ticked first as the reference. */
export function usePicked<Row>({ refOf, nameOf, kind }: Comparable<Row>, href: (refs: readonly string[]) => string): { column: Column<Row>; lever: React.ReactNode } {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const column = useMemo((): Column<Row> => ({
    key: "pick", head: "Compare", headHidden: true, slot: "mark", className: "md:w-11 md:pr-0!",
    cell: (row) => {
      const ref = refOf(row);
      const full = picked.length >= comparedAtMost && !picked.includes(ref);
      return (
        <label className="relative z-10 -my-1 inline-flex size-9 cursor-pointer items-center justify-center" title={full ? `${comparedAtMost} ${kind} fit beside each other` : undefined}>
          <input type="checkbox" aria-label={`Compare ${nameOf(row)}`} checked={picked.includes(ref)} disabled={full} className="size-4 accent-accent"
            onChange={(event) => setPicked(event.target.checked ? [...picked, ref] : picked.filter((one) => one !== ref))} />
        </label>
      );
    },
  }), [picked, refOf, nameOf, kind]);
  const lever = picked.length < 2 ? <Button disabledReason={`Tick at least two ${kind}.`}>Compare selected</Button> : <ButtonLink href={href(picked)}>Compare selected ({picked.length})</ButtonLink>;
  return { column, lever };
}
