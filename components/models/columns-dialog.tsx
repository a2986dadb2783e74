"use client";
import { useId, useState, type FormEvent } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { Checkbox, Input } from "../ui/field.tsx";
import { type ColumnSet, type KeyedKind, keyedKinds, keysIn } from "./column-ids.ts";

type Known = Record<KeyedKind, readonly string[]>;
type ColumnsDialogProps = { set: ColumnSet; columns: readonly string[]; /** Keys that the shown rows have. */ known: Known; choose: (ids: readonly string[]) => void; onClose: () => void };
const words = { tags: { one: "Tag", ask: "A tag as a column", why: "Write the tag's name first." }, metrics: { one: "Metric", ask: "A metric as a column", why: "Write the metric's name first." } } as const;

function AddKeyed({ kind, keys, add }: { kind: KeyedKind; keys: readonly string[]; add: (key: string) => void }) {
  const [key, setKey] = useState("");
  const listId = useId();
  const name = key.trim();
  const why = name === "" ? words[kind].why : name.includes(",") ? "A name with a comma cannot stand in an address." : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why !== null) return;
    add(name);
    setKey("");
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <div className="flex-1"><Input label={words[kind].ask} list={listId} value={key} onChange={(event) => setKey(event.target.value)} placeholder="its name" /></div>
      <datalist id={listId}>{keys.map((one) => <option key={one} value={one}>{one}</option>)}</datalist>
      <Button type="submit" disabledReason={why} aria-label={`Add the ${words[kind].one.toLowerCase()}`}>Add</Button>
    </form>
  );
}

/** Which columns stand in the list. What is ticked shows at once. */
export function ColumnsDialog({ set, columns, known, choose, onClose }: ColumnsDialogProps) {
  const put = (id: string, on: boolean) => choose(on ? [...columns, id] : columns.filter((one) => one !== id));
  return (
    <Dialog title="Columns" open onClose={onClose}>
      <div className="grid gap-4">
        <fieldset className="grid grid-cols-2 gap-x-4 gap-y-1.5">
          <legend className="mb-1.5 text-ink-2">{set.always} is always there. On a phone the list shows its first ones.</legend>
          {set.choices.map((choice) => <Checkbox key={choice.id} label={choice.label} checked={columns.includes(choice.id)} onChange={(event) => put(choice.id, event.target.checked)} />)}
          {keyedKinds.flatMap((kind) => keysIn(columns, kind).map((key) => <Checkbox key={`${kind} ${key}`} label={`${words[kind].one} ${key}`} className="min-w-0 [overflow-wrap:anywhere]" checked onChange={() => put(`${kind}.${key}`, false)} />))}
        </fieldset>
        {keyedKinds.map((kind) => <AddKeyed key={kind} kind={kind} keys={known[kind].filter((key) => !keysIn(columns, kind).includes(key))} add={(key) => put(`${kind}.${key}`, true)} />)}
      </div>
      <DialogActions><Button onClick={() => choose(set.usual)}>The usual columns</Button><Button kind="primary" onClick={onClose}>Done</Button></DialogActions>
    </Dialog>
  );
}
