import { isIP } from "node:net";
import { resolve } from "node:path";
import { z } from "zod";

/** The settings of the contract, parsed once at start. An unknown value stops the start and names the setting. */
const portWords = "a port, a whole number from 0 to 65535";
const port = (fallback: number) => z.coerce.number(portWords).int(portWords).min(0, portWords).max(65535, portWords).default(fallback);
const workersWords = "a whole number from 1 to 64";
const speedWords = "a number from 1 to 86400, demo seconds per real second";
const partsOf = (text: string): string[] => text.split(",").map((part) => part.trim()).filter(Boolean);
const hostName = /^(\*\.)?[a-z0-9]([a-z0-9._-]*[a-z0-9])?(:\d{1,5})?$/i;

/** `*`, a host, an address, or a network as CIDR. */
function namesHosts(part: string): boolean {
  const [address = "", bits, ...more] = part.split("/");
  const family = isIP(address.replace(/^\[(.*)\]$/, "$1"));
  if (bits === undefined) return part === "*" || family !== 0 || hostName.test(part);
  return family !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

const spoolWords = "a number of bytes, 1048576 or more";
const mailAddress = /^[^\s@<>,]+@[^\s@<>,]+$/;

const onOff = z.enum(["on", "off"]);

const settings = z.object({
  PORT: port(3000),
  SERVING_PORT: port(8080),
  SERVING_GRPC_PORT: port(8081),
  SIGNALBOX_HOST: z.string().min(1).default("127.0.0.1"),
  SIGNALBOX_SERVING_AUTH: z.enum(["off", "token"]).optional(),
  SERVING_WORKERS: z.coerce.number(workersWords).int(workersWords).min(1, workersWords).max(64, workersWords).default(1),
  SIGNALBOX_DATA: z.string().min(1).default(".signalbox"),
  SIGNALBOX_URL: z.url({ protocol: /^https?$/, error: "an http:// or https:// address" }).optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "a postgres:// URL").optional(),
  SIGNALBOX_SECRET: z.string().min(32, "32 bytes or more").optional(),
  SIGNALBOX_PREVIOUS_SECRETS: z.string().refine((text) => partsOf(text).every((part) => part.length >= 32), "secrets of 32 bytes or more with commas between").default(""),
  SIGNALBOX_DEMO: onOff.optional(),
  SIGNALBOX_DEMO_SPEED: z.coerce.number(speedWords).min(1, speedWords).max(86400, speedWords).default(720),
  SIGNALBOX_EGRESS_ALLOW: z.string().refine((text) => partsOf(text).every(namesHosts), "hosts and CIDRs with commas between, or *").default(""),
  SIGNALBOX_SPOOL_MAX_BYTES: z.coerce.number(spoolWords).int(spoolWords).min(2 ** 20, spoolWords).default(2 ** 30),
  SIGNALBOX_SAMPLES: onOff.default("on"),
  SIGNALBOX_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "smtp://host:port or smtps://user:password@host" }).optional(),
  SIGNALBOX_SMTP_TO: z.string().refine((text) => partsOf(text).every((part) => mailAddress.test(part)), "mail addresses with commas between").default(""),
  SIGNALBOX_SMTP_FROM: z.string().regex(mailAddress, "a mail address").optional(),
  SIGNALBOX_TEST_RESET: z.enum(["1"]).optional(),
});

export type Env = {
  port: number;
  servingPort: number;
  servingGrpcPort: number;
  host: string;
  servingAuth: "off" | "token";
  servingWorkers: number;
  /** Absolute. */
  dataFolder: string;
  /** The public address, without a slash at its end. */
  publicUrl: string;
  /** Undefined: the launcher starts the embedded database and sets it for its children. */
  databaseUrl: string | undefined;
  secret: string | undefined;
  /** Replaced secrets: they still open receipts. */
  previousSecrets: string[];
  demo: boolean;
  demoSpeed: number;
  egressAllow: string[];
  /** What each serving process may keep on disk of counters that the database has not taken. */
  spoolMaxBytes: number;
  /** Whether raw rows are sampled. */
  samples: boolean;
  /** Where alerts go by mail; null: nowhere. */
  smtp: { url: string; from: string; recipients: string[] } | null;
  testReset: boolean;
  /** Width of the base counters: ten seconds, or an hour of the demo's clock. */
  baseWindowSeconds: number;
};

/** Thrown with a message fit for the terminal: one line a setting. */
export class SettingsError extends Error {}

const loopback = (host: string) => host === "localhost" || host === "::1" || host.startsWith("127.");

/**
 * @param source usually `process.env`; empty values count as unset
 * @throws SettingsError naming each bad setting, what it held and what it takes
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.keys(settings.shape).map((key) => [key, source[key] === "" ? undefined : source[key]]));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const takes = issue.code === "invalid_value" ? issue.values.join(" or ") : issue.message;
      return `${name}=${name.endsWith("_SECRET") || name.endsWith("_SECRETS") || name === "SIGNALBOX_SMTP_URL" ? "…" : given[name]} is not a value it takes: ${takes}`;
    });
    throw new SettingsError(lines.join("\n"));
  }
  const value = parsed.data;
  if (value.PORT !== 0 && value.PORT === value.SERVING_PORT) throw new SettingsError(`PORT and SERVING_PORT are both ${value.PORT}: console and serving take a port each`);
  const embedded = value.DATABASE_URL === undefined || source["SIGNALBOX_EMBEDDED_DATABASE"] === "1";
  if (!embedded && !value.SIGNALBOX_SECRET) throw new SettingsError("SIGNALBOX_SECRET is required with DATABASE_URL: 32 bytes or more, the same for every process");
  const recipients = partsOf(value.SIGNALBOX_SMTP_TO);
  if ((value.SIGNALBOX_SMTP_URL === undefined) !== (recipients.length === 0)) throw new SettingsError("SIGNALBOX_SMTP_URL and SIGNALBOX_SMTP_TO belong together: a mail server, and who gets the alerts");
  const publicUrl = (value.SIGNALBOX_URL ?? `http://localhost:${value.PORT}`).replace(/\/$/, "");
  const demo = (value.SIGNALBOX_DEMO ?? (embedded ? "on" : "off")) === "on";
  return {
    port: value.PORT,
    servingPort: value.SERVING_PORT,
    servingGrpcPort: value.SERVING_GRPC_PORT,
    host: value.SIGNALBOX_HOST,
    servingAuth: value.SIGNALBOX_SERVING_AUTH ?? (loopback(value.SIGNALBOX_HOST) ? "off" : "token"),
    servingWorkers: value.SERVING_WORKERS,
    dataFolder: resolve(value.SIGNALBOX_DATA),
    publicUrl,
    databaseUrl: value.DATABASE_URL,
    secret: value.SIGNALBOX_SECRET,
    previousSecrets: partsOf(value.SIGNALBOX_PREVIOUS_SECRETS),
    demo,
    demoSpeed: value.SIGNALBOX_DEMO_SPEED,
    egressAllow: partsOf(value.SIGNALBOX_EGRESS_ALLOW),
    spoolMaxBytes: value.SIGNALBOX_SPOOL_MAX_BYTES,
    samples: value.SIGNALBOX_SAMPLES === "on",
    smtp: value.SIGNALBOX_SMTP_URL === undefined ? null : { url: value.SIGNALBOX_SMTP_URL, from: value.SIGNALBOX_SMTP_FROM ?? `signalbox@${new URL(publicUrl).hostname}`, recipients },
    testReset: value.SIGNALBOX_TEST_RESET === "1",
    baseWindowSeconds: demo ? Math.max(1, Math.round(3600 / value.SIGNALBOX_DEMO_SPEED)) : 10,
  };
}
