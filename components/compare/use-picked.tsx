"use client";
import { useMemo, useState } from "react";
import { comparedAtMost, refOf } from "#server/shared/compare.ts";
import { paths } from "#server/shared/paths.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import type { Column } from "../ui/table.tsx";

type Row = { model: string; version: string };

/** Ticks in a table of versions, and the lever that puts the ticked ones side by side, the one ticked first as the reference. */
export function usePicked<Version extends Row>(): { column: Column<Version>; lever: React.ReactNode } {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const column = useMemo((): Column<Version> => ({
    key: "pick", head: "Compare", headHidden: true, slot: "mark", className: "md:w-11 md:pr-0!",
    cell: (row) => {
      const ref = refOf(row.model, row.version);
      const full = picked.length >= comparedAtMost && !picked.includes(ref);
      return (
        <label className="relative z-10 -my-1 inline-flex size-9 cursor-pointer items-center justify-center" title={full ? `${comparedAtMost} versions fit beside each other` : undefined}>
          <input type="checkbox" aria-label={`Compare v${row.version}`} checked={picked.includes(ref)} disabled={full} className="size-4 accent-accent"
            onChange={(event) => setPicked(event.target.checked ? [...picked, ref] : picked.filter((one) => one !== ref))} />
        </label>
      );
    },
  }), [picked]);
  const lever = picked.length < 2 ? <Button disabledReason="Tick at least two versions.">Compare selected</Button> : <ButtonLink href={paths.compare(picked)}>Compare selected ({picked.length})</ButtonLink>;
  return { column, lever };
}
