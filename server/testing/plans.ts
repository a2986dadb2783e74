/** What the database would do for the statements that a piece of code really sends. */
import pg from "pg";
import { vi } from "vitest";

export type Statement = { text: string; values: unknown[] };
type Sent = string | { text?: string; values?: unknown[] };

/** Runs `work` and hands over every query that left through any connection meanwhile, Prisma's too. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Statement[]> {
  const query = vi.spyOn(pg.Client.prototype, "query");
  try {
    await work();
    return query.mock.calls.flatMap((call) => {
      const [sent, values] = call as unknown as [Sent, unknown];
      const text = typeof sent === "string" ? sent : (sent.text ?? "");
      return /^\s*(SELECT|WITH)\b/i.test(text) ? [{ text, values: (typeof sent === "string" ? undefined : sent.values) ?? (Array.isArray(values) ? (values as unknown[]) : []) }] : [];
    });
  } finally {
    query.mockRestore();
  }
}

export type PlanNode = { "Node Type": string; "Relation Name"?: string; "Plan Rows": number; "Sort Key"?: string[]; Plans?: PlanNode[] };

export async function planOf(pool: pg.Pool, { text, values }: Statement): Promise<PlanNode> {
  const [row] = (await pool.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${text}`, values)).rows;
  if (!row) throw new Error("EXPLAIN answered nothing");
  return row["QUERY PLAN"][0].Plan;
}

export const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** What a list must not do: read a large table whole, or sort more rows than `most` to show a page of them. */
export function wasteIn(plan: PlanNode, large: readonly string[], most: number): string[] {
  return nodesOf(plan).flatMap((node) => {
    if (node["Node Type"] === "Seq Scan" && large.includes(node["Relation Name"] ?? "")) return [`reads all of ${node["Relation Name"]}`];
    const sorted = node["Node Type"] === "Sort" ? (node.Plans?.[0]?.["Plan Rows"] ?? 0) : 0;
    return sorted > most ? [`sorts ${sorted} rows by ${node["Sort Key"]?.join(", ")}`] : [];
  });
}
