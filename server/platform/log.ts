/** Structured lines on stdout; the launcher prefixes them with the process' name. */
export type Log = Record<"info" | "warn" | "error", (message: string, fields?: Record<string, unknown>) => void>;

function line(level: string, message: string, fields: Record<string, unknown> = {}): string {
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${value instanceof Error ? JSON.stringify(value.message) : typeof value === "string" ? value : JSON.stringify(value)}`);
  return `${new Date().toISOString()} ${level} ${message}${rest.join("")}\n`;
}

export const log: Log = {
  info: (message, fields) => void process.stdout.write(line("info", message, fields)),
  warn: (message, fields) => void process.stdout.write(line("warn", message, fields)),
  error: (message, fields) => void process.stderr.write(line("error", message, fields)),
};

/** For tests that expect a quiet run. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
