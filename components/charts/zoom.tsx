"use client";
import { createContext, useContext, useState, type PointerEvent, type ReactNode } from "react";

type Zoom = (fromMs: number, toMs: number) => void;
const ZoomContext = createContext<Zoom | null>(null);

/** Charts inside can be brushed: a stretch of time dragged over with the mouse is handed to `zoom`. */
export function ZoomProvider({ zoom, children }: { zoom: Zoom; children: ReactNode }) {
  return <ZoomContext value={zoom}>{children}</ZoomContext>;
}

/** A shorter drag is a click. */
const leastPx = 6;
type Brushed = { fromPx: number; toPx: number };
type Axis = { left: number; right: number; from: number; to: number };

/** The brush of a time chart: what is dragged, and the handlers to spread beside the crosshair's. A finger scrolls and reads; it does not brush. */
export function useBrush({ left, right, from, to }: Axis) {
  const zoom = useContext(ZoomContext);
  const [brushed, setBrushed] = useState<Brushed | null>(null);
  const inside = (event: PointerEvent<HTMLElement>) => Math.min(right, Math.max(left, event.clientX - event.currentTarget.getBoundingClientRect().left));
  const at = (px: number) => Math.round(from + ((px - left) / Math.max(1, right - left)) * (to - from));
  return {
    brushed: brushed !== null && Math.abs(brushed.toPx - brushed.fromPx) >= leastPx ? brushed : null,
    can: zoom !== null,
    start: (event: PointerEvent<HTMLElement>) => {
      if (zoom === null || event.pointerType === "touch" || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setBrushed({ fromPx: inside(event), toPx: inside(event) });
    },
    move: (event: PointerEvent<HTMLElement>) => { if (brushed !== null) setBrushed({ ...brushed, toPx: inside(event) }); },
    end: () => {
      if (brushed !== null && Math.abs(brushed.toPx - brushed.fromPx) >= leastPx) zoom?.(at(Math.min(brushed.fromPx, brushed.toPx)), at(Math.max(brushed.fromPx, brushed.toPx)));
      setBrushed(null);
    },
    drop: () => setBrushed(null),
  };
}
