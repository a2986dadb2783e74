/**
 * The first and the last moment (ms since the epoch) that an input may name. RFC 3339 has four digits for a year: an
 * offset or a window's width beside one of its ends would give a time that no answer can write.
 */
export const earliestMs = Date.parse("0001-01-01T00:00:00Z");
export const latestMs = Date.UTC(9000, 0, 1);
