export type CardSave = "save" | "same" | "conflict";

/** Whether a text may be saved: over the revision its writer had open only. The same text as the newest is there already, whoever wrote it. */
export function judgeSave(newest: { id: number; body: string } | null, save: { basedOn: number | null; body: string }): CardSave {
  if (newest !== null && newest.body === save.body) return "same";
  return (newest?.id ?? null) === save.basedOn ? "save" : "conflict";
}
