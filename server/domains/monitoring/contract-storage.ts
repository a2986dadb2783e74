import { z } from "zod";

/** How long counters of each width are kept; a wider one never goes before a narrower one. */
export const windowTerms = z.object({
  baseHours: z.number().int().min(24).max(720),
  minuteDays: z.number().int().min(2).max(365),
  tenMinuteDays: z.number().int().min(2).max(1830),
  hourDays: z.number().int().min(2).max(3660),
  dayDays: z.number().int().min(30).max(36_600),
  /** Raw rows that are kept as samples. */
  sampleDays: z.number().int().min(1).max(365).default(7),
});
export type WindowTerms = z.infer<typeof windowTerms>;
/** Two days of ten seconds, two weeks of minutes, two months of ten minutes, a year and a month of hours, ten years of days; raw rows for a week. */
export const defaultTerms: WindowTerms = { baseHours: 48, minuteDays: 14, tenMinuteDays: 60, hourDays: 400, dayDays: 3660, sampleDays: 7 };

export const storageSorts = ["-bytes", "name"] as const;
export const listStorageInput = z.object({
  query: z.string().max(256).optional(), sort: z.enum(storageSorts).default("-bytes"),
  limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().max(2000).optional(),
});
const amount = z.object({ rows: z.number().int(), bytes: z.number().int() });
/** One model's windows as they were last measured. */
export const storageItem = z.object({
  model: z.string(), rows: z.number().int(), bytes: z.number().int(), measuredAt: z.iso.datetime(),
  widths: z.array(amount.extend({ widthSeconds: z.number().int() })),
});
export type StorageItem = z.infer<typeof storageItem>;
export const storageSummary = z.object({
  terms: windowTerms, baseSeconds: z.number().int(),
  /** Every width that is kept, the narrowest first: how long, and from when on there is all of it. */
  widths: z.array(amount.extend({ widthSeconds: z.number().int(), keptSeconds: z.number().int(), from: z.iso.datetime().nullable() })),
  /** Flushes of serving processes: those that wait to be folded, and those that were. */
  deltas: amount.extend({ waiting: z.number().int(), oldestWaitingAt: z.iso.datetime().nullable() }),
  /** Windows that have sampled raw rows; `on` false: the setting SIGNALBOX_SAMPLES keeps none. */
  samples: amount.extend({ on: z.boolean(), keptDays: z.number().int(), oldestAt: z.iso.datetime().nullable() }),
  artifacts: z.object({ files: z.number().int(), bytes: z.number().int() }),
  /** Tables with their indexes, as the database holds them. */
  database: z.object({ windowsBytes: z.number().int(), bytes: z.number().int() }),
  measuredAt: z.iso.datetime().nullable(),
});
export type StorageSummary = z.infer<typeof storageSummary>;
