import { z } from "zod";

/** The shape of every list: one page and how to ask for the next. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
