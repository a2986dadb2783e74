import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkPort, StartError, takeDataFolder } from "./data-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "signalbox-folder-"));
writeFileSync(join(folder, "file"), "");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ["a file", join(folder, "file")],
  ["below a file", join(folder, "file", "data")],
  ...(process.platform === "linux" ? [["where nothing can be made", "/proc/signalbox/data"]] : []),
])("a data folder that is %s ends the start with what to do", (_case, path) => {
  expect(() => takeDataFolder(path ?? "")).toThrow(StartError);
  expect(() => takeDataFolder(path ?? "")).toThrow(/cannot be written .* SIGNALBOX_DATA/);
});

test("a folder is made, taken once, and taken over from a start that is gone", () => {
  const own = join(folder, "a", "b");
  takeDataFolder(own)();
  writeFileSync(join(own, "launch.pid"), "999999999");
  takeDataFolder(own)();
});

test("a port that is taken names its setting; a host that is not here names SIGNALBOX_HOST", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(checkPort("SERVING_PORT", port, "127.0.0.1")).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program. Free it, or set SERVING_PORT`);
  await new Promise((resolve) => { server.close(resolve); });
  await checkPort("SERVING_PORT", port, "127.0.0.1");
  await expect(checkPort("PORT", port, "192.0.2.1")).rejects.toThrow("SIGNALBOX_HOST=192.0.2.1 is no address of this machine");
});
