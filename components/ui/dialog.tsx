"use client";
import { X } from "lucide-react";
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";

/** A modal of the browser's own: it keeps the focus, closes on Escape and gives the focus back. What carries `data-first` has the focus first. */
export function Dialog({ title, open, onClose, wide, sheet, children }: { title: string; open: boolean; onClose: () => void; wide?: boolean; sheet?: boolean; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
    if (open) dialog.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [open]);
  // Closed while it still stands in the page: the browser gives the focus back then, and not to one that is taken away open.
  useLayoutEffect(() => {
    const dialog = ref.current;
    return () => { if (dialog?.open) dialog.close(); };
  }, []);
  useEffect(() => {
    const dialog = ref.current;
    const onBackdrop = (event: MouseEvent) => { if (event.target === dialog) dialog?.close(); };
    dialog?.addEventListener("click", onBackdrop);
    return () => dialog?.removeEventListener("click", onBackdrop);
  }, []);
  return (
    <dialog ref={ref} aria-labelledby={id} onClose={() => { if (ref.current?.open !== true) onClose(); }}
      className={cx("rounded-panel border border-line bg-panel p-0 text-ink", sheet ? "mx-0 mt-auto mb-0 w-full max-w-none rounded-b-none" : "m-auto max-h-[calc(100dvh-32px)] w-[calc(100vw-32px)]", !sheet && (wide ? "max-w-3xl" : "max-w-lg"))}>
      {open ? (
        <>
          <header className="flex min-h-11 items-center border-b border-line py-1.5 pr-2 pl-3.5">
            <h2 id={id} className="text-head font-semibold">{title}</h2>
            <IconButton label="Close" className="ml-auto" onClick={() => ref.current?.close()}><X size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
          </header>
          <div className="px-3.5 py-3">{children}</div>
        </>
      ) : null}
    </dialog>
  );
}

/** The levers at a dialog's foot, the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap justify-end gap-2">{children}</div>;
}
