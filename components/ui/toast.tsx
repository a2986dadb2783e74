"use client";
import { X } from "lucide-react";
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";

type Toast = { id: number; text: string; tone: "plain" | "danger" };
const shownMs = 7000;
const ToastContext = createContext<(text: string, tone?: Toast["tone"]) => void>(() => undefined);

/** Says one sentence at the foot of the screen, and reads it out. */
export const useToast = () => useContext(ToastContext);

function OneToast({ toast, close }: { toast: Toast; close: (id: number) => void }) {
  useEffect(() => {
    if (toast.tone === "danger") return;
    const timer = setTimeout(() => close(toast.id), shownMs);
    return () => clearTimeout(timer);
  }, [toast, close]);
  return (
    <div className={cx("pointer-events-auto flex items-start gap-2 rounded-panel border bg-panel py-2 pr-1.5 pl-3.5", toast.tone === "danger" ? "border-danger" : "border-line-2")}>
      <p className="py-1">{toast.text}</p>
      <IconButton label="Dismiss" className="size-7" onClick={() => close(toast.id)}><X size={15} strokeWidth={1.75} aria-hidden="true" /></IconButton>
    </div>
  );
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const next = useRef(1);
  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback((text: string, tone: Toast["tone"] = "plain") => {
    const id = next.current++;
    setToasts((all) => [...all.slice(-2), { id, text, tone }]);
  }, []);
  const value = useMemo(() => say, [say]);
  return (
    <ToastContext value={value}>
      {children}
      <output aria-live="polite" className="pointer-events-none fixed right-4 bottom-20 left-4 z-50 grid justify-items-end gap-2 md:bottom-4 md:left-auto md:max-w-md">
        {toasts.map((toast) => <OneToast key={toast.id} toast={toast} close={close} />)}
      </output>
    </ToastContext>
  );
}
