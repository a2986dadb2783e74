/** The state of a model or a column, the same everywhere: a shape, a colour and a word together (DESIGN: the lamp). */
export const lampStates = ["steady", "drifting", "alert", "unknown"] as const;
export type Lamp = (typeof lampStates)[number];

export const lampWords = {
  steady: "Steady",
  drifting: "Drifting",
  alert: "Alert",
  unknown: "Too few to tell",
} as const satisfies Record<Lamp, string>;

/** The worst of some lamps; an empty list is unknown, and unknown gives way to any known state. */
export function worstLamp(lamps: readonly Lamp[]): Lamp {
  for (const lamp of ["alert", "drifting", "steady"] as const) if (lamps.includes(lamp)) return lamp;
  return "unknown";
}
