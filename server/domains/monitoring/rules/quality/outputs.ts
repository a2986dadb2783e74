import type { ReferenceColumn } from "../../contract.ts";
import { isReal } from "../cast.ts";
import { modelColumns, type ModelColumn, type Signature, type TensorSpec } from "../columns.ts";

/** One output column. */
type Place = { name: string; tensor: string; index: number };
/** How a version's outputs are compared with labels. */
export type OutputPlan =
  | { task: "binary"; score: Place; threshold: number }
  | { task: "multiclass"; /** The output that names the class; null: the highest of `scores`. */ label: Place | null; scores: { tensor: string; classes: string[] } | null }
  | { task: "regression"; score: Place };
export type Planned = { plan: OutputPlan; problem: null } | { plan: null; problem: string };

export type SaidOfOutputs = {
  outputs: readonly TensorSpec[];
  signature: Signature | null;
  tags: Readonly<Record<string, string>>;
  /** The baseline's columns, where there is one: a lone number in [0, 1] throughout is a probability. */
  baseline: readonly ReferenceColumn[] | null;
};

const tagNames = { task: "signalbox.task", score: "signalbox.score", threshold: "signalbox.threshold" } as const;
const refuse = (problem: string): Planned => ({ plan: null, problem });
const placeOf = ({ name, tensor, index }: ModelColumn): Place => ({ name, tensor, index });

type Sorted = { columns: ModelColumn[]; labels: ModelColumn[]; wide: ModelColumn[][]; lone: ModelColumn[] };

function sortOutputs(said: SaidOfOutputs): Sorted {
  const columns = modelColumns({ inputs: [], outputs: said.outputs }, said.signature).columns;
  const byTensor = [...Map.groupBy(columns, (column) => column.tensor).values()];
  const real = byTensor.filter((own) => own.every((column) => isReal(column.datatype)));
  return {
    columns, labels: byTensor.filter((own) => own.length === 1 && own.every((column) => !isReal(column.datatype))).flat(),
    wide: real.filter((own) => own.length > 1), lone: real.filter((own) => own.length === 1).flat(),
  };
}

/** The task, or why it is not known. */
function taskOf(said: SaidOfOutputs, { labels, wide, lone }: Sorted): string {
  if (wide.some((own) => own.length === 2)) return "binary";
  if (wide.length > 0) return "multiclass";
  const only = lone[0];
  if (lone.length > 1) return `it answers ${lone.length} numbers: set the tags ${tagNames.task} and ${tagNames.score}`;
  if (only === undefined) return labels.length > 0 ? "multiclass" : `no output is one number or label a row`;
  if (labels.length > 0) return "binary";
  const reference = said.baseline?.find((column) => column.role === "output" && column.name === only.name)?.reference;
  if (reference?.kind !== "numeric" || reference.minimum === null || reference.maximum === null) return `${only.name} may be a probability or an amount: set the tag ${tagNames.task} to binary or regression`;
  return reference.minimum >= 0 && reference.maximum <= 1 ? "binary" : "regression";
}

/** The score of a binary or regression version: the tag, else the last of two, else the only one. */
function scoreOf(said: SaidOfOutputs, { columns, wide, lone }: Sorted): ModelColumn | string {
  const named = said.tags[tagNames.score];
  if (named) return columns.find((column) => column.name === named) ?? `the tag ${tagNames.score} names ${named}, which is no output column; they are ${columns.map((column) => column.name).join(", ")}`;
  const two = wide.filter((own) => own.length === 2);
  const found = two.length === 1 ? two[0]?.[1] : two.length === 0 && lone.length === 1 ? lone[0] : undefined;
  return found ?? `which output is the score is not known: set the tag ${tagNames.score} to one of ${columns.map((column) => column.name).join(", ")}`;
}

function multiclassPlan(sorted: Sorted): Planned {
  const [own, more] = sorted.wide;
  const label = sorted.labels[0] ?? null;
  if (more !== undefined && label === null) return refuse("several outputs are as wide as the classes, and none is the class alone");
  // Columns named by the signature are the classes' names; otherwise classes are numbered.
  const classes = own?.map((column, index) => (column.name === `${column.tensor}[${index}]` ? String(index) : column.name));
  if (label === null && classes === undefined) return refuse("no output is a class or as wide as the classes");
  return { plan: { task: "multiclass", label: label && placeOf(label), scores: own && classes && more === undefined ? { tensor: own[0]?.tensor ?? "", classes } : null }, problem: null };
}

/** The outputs as a baseline's columns show them: each tensor as wide as its last column. */
export function outputsOfBaseline(columns: readonly ReferenceColumn[]): TensorSpec[] {
  const outputs = columns.filter((column) => column.role === "output");
  return [...Map.groupBy(outputs, (column) => column.tensor)].map(([name, own]) => {
    const width = Math.max(...own.map((column) => column.index)) + 1;
    return { name, datatype: own[0]?.datatype ?? "", shape: width > 1 ? [null, width] : [null] };
  });
}

/**
 * Which outputs are the score and the class, by the version's tags, else from the outputs' shapes (SPEC Q7).
 * @returns a problem, fit for the page, where that cannot be told: what is not known, and which tag would tell it
 */
export function planOutputs(said: SaidOfOutputs): Planned {
  const sorted = sortOutputs(said);
  const asked = said.tags[tagNames.task];
  const task = asked || taskOf(said, sorted);
  if (task === "multiclass") return multiclassPlan(sorted);
  if (task !== "binary" && task !== "regression") return refuse(asked ? `the tag ${tagNames.task} says ${asked}; it takes binary, multiclass or regression` : task);
  const score = scoreOf(said, sorted);
  if (typeof score === "string") return refuse(score);
  if (task === "regression") return { plan: { task, score: placeOf(score) }, problem: null };
  const threshold = said.tags[tagNames.threshold] ? Number(said.tags[tagNames.threshold]) : 0.5;
  if (!(threshold >= 0 && threshold <= 1)) return refuse(`the tag ${tagNames.threshold} says ${said.tags[tagNames.threshold]}; it takes a number from 0 to 1`);
  return { plan: { task, score: placeOf(score), threshold }, problem: null };
}
