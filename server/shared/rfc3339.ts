const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since the epoch of an RFC 3339 time with its zone; NaN for any other text, and for a day that the month has not. */
export function rfc3339Ms(text: string): number {
  const [, year, month, day] = pattern.exec(text) ?? [];
  // Date.parse takes the 31st of February for the 3rd of March.
  const days = new Date(Date.UTC(2000, Number(month), 0)).getUTCDate() - (month === "02" && !isLeap(Number(year)) ? 1 : 0);
  return day === undefined || Number(day) > days ? Number.NaN : Date.parse(text.replace(" ", "T").toUpperCase());
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
