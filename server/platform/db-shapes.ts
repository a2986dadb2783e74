const namesKept = 200;
const counted = 1000;
const timesBefore = 3;

/**
 * Names of prepared statements for texts that are put together from parts, such as a filter. A text gets one when it
 * comes for the third time, and 200 do in all: what people type cannot fill the database's memory with plans.
 */
export class ShapeNames {
  private readonly names = new Map<string, string>();
  private readonly seen = new Map<string, number>();

  /** undefined: it runs unprepared */
  nameOf(text: string): string | undefined {
    const named = this.names.get(text);
    if (named !== undefined || this.names.size >= namesKept) return named;
    const times = (this.seen.get(text) ?? 0) + 1;
    if (times < timesBefore) {
      if (this.seen.size >= counted) this.seen.clear();
      this.seen.set(text, times);
      return undefined;
    }
    this.seen.delete(text);
    const name = `shape.${this.names.size}`;
    this.names.set(text, name);
    return name;
  }
}
