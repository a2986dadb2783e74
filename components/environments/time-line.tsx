"use client";
import { useState, type FormEvent } from "react";
import type { TimelineView } from "#server/domains/releases/contract.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { absolute, plural } from "../ui/format.ts";
import { Panel } from "../ui/panel.tsx";
import { fieldOf, placeOf, servedHref, timeOfField, timeOfPlace, type ServedQuery } from "./query.ts";

type Props = { timeline: TimelineView; input: ServedQuery; /** Null: now. */ show: (time: string | null) => void };
const steps = 1000;
/** Half of the thumb: at both ends its middle stands that far inside. */
const thumb = 8;

const onLine = (place: number): string => `calc(${thumb}px + (100% - ${thumb * 2}px) * ${place.toFixed(5)})`;

/** Every change is a mark; the slider goes over them by hand or by arrow keys. */
function Slider({ timeline, input, show }: Props) {
  const asked = placeOf(input.time ?? timeline.to, timeline);
  const [moved, setMoved] = useState({ asked, place: asked });
  // The thumb stands where it was moved to until the address follows; from then on the address counts.
  if (moved.asked !== asked) setMoved({ asked, place: asked });
  const place = moved.asked === asked ? moved.place : asked;
  const move = (next: number) => { setMoved({ asked, place: next }); show(timeOfPlace(next, timeline)); };
  const shown = timeOfPlace(place, timeline);
  return (
    <div className="grid gap-1">
      <div className="relative h-3" aria-hidden="true">
        {timeline.marks.map((mark) => <span key={mark.at} title={`${absolute(Date.parse(mark.at))}: ${plural(mark.changes, "change", "changes")}`} className="absolute bottom-0 h-2.5 w-0.5 -translate-x-1/2 rounded-full bg-accent" style={{ left: onLine(placeOf(mark.at, timeline)) }} />)}
      </div>
      <input type="range" aria-label={`Time in ${timeline.environment}`} min={0} max={steps} step={1} value={Math.round(place * steps)} aria-valuetext={shown === null ? "now" : absolute(Date.parse(shown))}
        onChange={(event) => move(Number(event.target.value) / steps)} className="m-0 h-4 w-full cursor-pointer accent-accent" />
      <div className="flex justify-between gap-3 text-note text-ink-3"><span>{absolute(Date.parse(timeline.from))}</span><span>now</span></div>
    </div>
  );
}

/** The time as text, for whoever knows it. */
function TypedTime({ timeline, input, show }: Props) {
  const asked = fieldOf(input.time ?? timeline.time);
  const [typed, setTyped] = useState({ asked, text: asked });
  if (typed.asked !== asked) setTyped({ asked, text: asked });
  const text = typed.asked === asked ? typed.text : asked;
  const time = timeOfField(text);
  const submit = (event: FormEvent) => { event.preventDefault(); if (time !== null) show(time); };
  return (
    <form onSubmit={submit} className="flex items-end gap-2">
      <Input label="Time (UTC)" type="datetime-local" step={1} required value={text} onChange={(event) => setTyped({ asked, text: event.target.value })} />
      <Button type="submit" disabledReason={time === null ? "A whole date and time first." : null}>Show</Button>
    </form>
  );
}

/** Which moment is looked at: a slider over the environment's history, the same as text, and from change to change. */
export function TimeLine(props: Props) {
  const { timeline, input, show } = props;
  const step = (time: string | null, text: string, none: string) => time === null ? <Button disabledReason={none}>{text}</Button> : <ButtonLink href={servedHref({ ...input, time, cursor: undefined })}>{text}</ButtonLink>;
  return (
    <Panel title="Time" note={`${plural(timeline.marks.length, "mark", "marks")}: where something changed`} padded>
      <div className="grid gap-3">
        <Slider {...props} />
        <div className="flex flex-wrap items-end gap-2">
          <TypedTime {...props} />
          <div className="flex flex-wrap gap-2 md:ml-auto">
            {step(timeline.previous, "Previous change", "Nothing changed before this moment.")}
            {step(timeline.next, "Next change", "Nothing changed after this moment.")}
            <Button onClick={() => show(null)} disabledReason={input.time === undefined ? "It is now already." : null}>Now</Button>
          </div>
        </div>
      </div>
    </Panel>
  );
}
