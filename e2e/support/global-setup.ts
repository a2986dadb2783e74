import { handOver, startInstance } from "./instance.ts";

/** One demo instance for the whole run; its teardown is the Ctrl-C that a person would press. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env["SIGNALBOX_E2E_INSTANCE"]) return async () => undefined;
  const instance = await startInstance();
  handOver(instance);
  return async () => {
    const code = await instance.stop();
    if (code !== 0) throw new Error(`Ctrl-C ended it with code ${code}\n${instance.output().slice(-4000)}`);
  };
}
