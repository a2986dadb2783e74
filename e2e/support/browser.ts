import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic", "--disable-gpu"];
const systemPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/**
 * A browser wherever one is: SIGNALBOX_CHROMIUM, then Playwright's own, then the system's, then the one inside npm.
 * @returns launch options for Playwright
 */
export async function browserLaunch(): Promise<{ executablePath: string; args: string[] }> {
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const named = process.env["SIGNALBOX_CHROMIUM"];
  if (named) return { executablePath: named, args: [...quiet, ...root] };
  const own = chromium.executablePath();
  for (const executablePath of [own, ...systemPlaces]) if (existsSync(executablePath)) return { executablePath, args: [...quiet, ...root] };
  const { default: packaged } = await import("@sparticuz/chromium");
  // Not the package's own flags: they put every context in one process, which ends with the first that closes.
  return { executablePath: await packaged.executablePath(), args: [...quiet, "--no-sandbox", "--no-zygote", "--use-gl=angle", "--use-angle=swiftshader"] };
}
