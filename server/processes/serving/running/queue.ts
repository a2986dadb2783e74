/** Who runs next on one model: pure, so that its rules are a table. Times are of one monotonic clock, milliseconds. */

export type Waiting<T> = {
  readonly request: T;
  readonly rows: number;
  /** Requests of one kind may run together; null: always alone. */
  readonly kind: string | null;
  readonly sinceMs: number;
  /** What has not begun by then is not begun. */
  readonly deadlineMs: number;
};

/** Whether one more may wait. A request that is larger than the whole queue waits when it is the only one. */
export const mayWait = (waiting: { requests: number; rows: number }, rows: number, maxQueueRows: number): boolean => waiting.requests === 0 ? maxQueueRows > 0 : waiting.rows + rows <= maxQueueRows;

export type Turn<T> = { late: Waiting<T>[]; batch: Waiting<T>[]; rest: Waiting<T>[] };

/**
 * The next batch: the oldest that is not too late, and behind it, in their order, all of its kind that fit. So no
 * request is passed by a later one of its kind, and none of another kind waits behind more than the batches before it.
 * @param line oldest first
 */
export function nextTurn<T>(line: readonly Waiting<T>[], nowMs: number, maxBatchRows: number): Turn<T> {
  const turn: Turn<T> = { late: [], batch: [], rest: [] };
  let rows = 0;
  let kind: string | null = null;
  let full = false;
  for (const waiting of line) {
    if (waiting.deadlineMs <= nowMs) turn.late.push(waiting);
    else if (turn.batch.length === 0) {
      turn.batch.push(waiting);
      ({ rows, kind } = waiting);
      full = kind === null;
    } else if (full || waiting.kind !== kind) turn.rest.push(waiting);
    else if (rows + waiting.rows > maxBatchRows) {
      full = true;
      turn.rest.push(waiting);
    } else {
      turn.batch.push(waiting);
      rows += waiting.rows;
    }
  }
  return turn;
}

/** Those whose time is over, and those who go on waiting. */
export function sweep<T>(line: readonly Waiting<T>[], nowMs: number): { late: Waiting<T>[]; rest: Waiting<T>[] } {
  const late = line.filter(({ deadlineMs }) => deadlineMs <= nowMs);
  return { late, rest: late.length === 0 ? [...line] : line.filter(({ deadlineMs }) => deadlineMs > nowMs) };
}

/** When the next of them is too late; Infinity when nobody waits. */
export const earliestDeadlineMs = (line: readonly Waiting<unknown>[]): number => line.reduce((earliest, { deadlineMs }) => Math.min(earliest, deadlineMs), Infinity);
