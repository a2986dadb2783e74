"use client";
import { Share2 } from "lucide-react";
import { useState } from "react";
import type { Panel } from "#server/domains/embeds/contract.ts";
import { useMay } from "../shell/session.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { ShareDialog } from "./share-dialog.tsx";

const icon = <Share2 size={15} strokeWidth={1.75} aria-hidden="true" />;

/** Opens the dialog that makes a link to a chart. `panels`: one, or several to pick from. `small`: an icon in a panel's head. */
export function ShareButton({ panels, what, small, disabledReason }: { panels: readonly Panel[]; what?: string; small?: boolean; disabledReason?: string | null }) {
  const [open, setOpen] = useState(false);
  const may = useMay("embed.create");
  const reason = disabledReason ?? (may ? null : "Your role may not share charts.");
  return (
    <>
      {small ? <IconButton label={`Share ${what ?? "this chart"}`} className="-my-1" onClick={() => setOpen(true)}>{icon}</IconButton>
        : <Button onClick={() => setOpen(true)} disabledReason={reason}>{icon}Share</Button>}
      <ShareDialog panels={panels} open={open} onClose={() => setOpen(false)} />
    </>
  );
}
