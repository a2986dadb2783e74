"use client";
import { useState, type FormEvent } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Checkbox, Input } from "../ui/field.tsx";
import { columnChoices, defaultColumns, tagOfColumn } from "./column-ids.ts";

type ColumnsDialogProps = { columns: readonly string[]; tagKeys: readonly string[]; choose: (ids: readonly string[]) => void; onClose: () => void };

/** Which columns stand in the list. What is ticked shows at once. */
export function ColumnsDialog({ columns, tagKeys, choose, onClose }: ColumnsDialogProps) {
  const [key, setKey] = useState("");
  const tags = columns.flatMap((id) => tagOfColumn(id) ?? []);
  const set = (id: string, on: boolean) => choose(on ? [...columns, id] : columns.filter((one) => one !== id));
  const add = (event: FormEvent) => {
    event.preventDefault();
    const name = key.trim();
    if (name === "" || name.includes(",")) return;
    set(`tags.${name}`, true);
    setKey("");
  };
  return (
    <Dialog title="Columns" open onClose={onClose}>
      <div className="grid gap-4">
        <fieldset className="grid grid-cols-2 gap-x-4 gap-y-1.5">
          <legend className="mb-1.5 text-ink-2">The model is always there. On a phone the list shows its first ones.</legend>
          {columnChoices.map((choice) => <Checkbox key={choice.id} label={choice.label} checked={columns.includes(choice.id)} onChange={(event) => set(choice.id, event.target.checked)} />)}
          {tags.map((tag) => <Checkbox key={`tag ${tag}`} label={`Tag ${tag}`} checked onChange={() => set(`tags.${tag}`, false)} />)}
        </fieldset>
        <form onSubmit={add} className="flex items-end gap-2">
          <div className="flex-1"><Input label="A tag as a column" list="column-tags" value={key} onChange={(event) => setKey(event.target.value)} placeholder="its name" /></div>
          <datalist id="column-tags">{tagKeys.filter((one) => !tags.includes(one)).map((one) => <option key={one} value={one}>{one}</option>)}</datalist>
          <Button type="submit" disabledReason={key.trim() === "" ? "Write the tag's name first." : null}>Add</Button>
        </form>
      </div>
      <DialogActions><Button onClick={() => choose(defaultColumns)}>The usual columns</Button><Button kind="primary" onClick={onClose}>Done</Button></DialogActions>
    </Dialog>
  );
}
