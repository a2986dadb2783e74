"use client";
import { CircleHelp } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { DriftMetric } from "./series.ts";

const titles = { psi: "What PSI says", js: "What the Jensen–Shannon distance says" } as const satisfies Record<DriftMetric, string>;

/** The definition of the number that is drawn, one click away. */
export function Definition({ metric }: { metric: DriftMetric }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={titles[metric]} className="-my-1" onClick={() => setOpen(true)}><CircleHelp size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
      <Dialog title={titles[metric]} open={open} onClose={() => setOpen(false)}>
        <div className="grid gap-3">
          {metric === "psi" ? (
            <>
              <p>The population stability index compares the share of rows in each bin of the baseline with the share now:</p>
              <p><code className="text-note">PSI = Σ (live − baseline) · ln(live / baseline)</code></p>
              <p>Bins are tenths of the baseline, frozen with it; a categorical column has a bin for each label. An empty bin counts as 0.0001. Missing values are left out and shown beside it. 0 is no difference.</p>
              <p>A lamp does not rest on this number alone: half a row is added to every bin, thin bins are merged, missing is a bin, and the <em>lower bound</em> of what the true PSI can be (one chance in 10,000 an hour of being wrong, as long as rows are independent of each other) has to pass .02 for Drifting and .1 for Alert. That is why a chart may cross the line and its column stay Steady.</p>
              <p>Where the baseline has timestamps, a window is judged against the same hours of the week. Where it has none, a window that is no whole day shows the hour, and gets no verdict.</p>
            </>
          ) : (
            <>
              <p>The Jensen–Shannon distance is the square root of the mean of two Kullback–Leibler divergences, of baseline and of live to their average, in bits:</p>
              <p><code className="text-note">JS = √( ½ KL(baseline ‖ m) + ½ KL(live ‖ m) ), m = ½ (baseline + live)</code></p>
              <p>It lies between 0, the same shares in every bin, and 1, no bin in common. It is taken on the same frozen bins as PSI, and is finite where a bin is empty. Verdicts rest on PSI.</p>
            </>
          )}
        </div>
      </Dialog>
    </>
  );
}
