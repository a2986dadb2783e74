/** Pythons with the packages of a bench's peers. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const holds = (python: string, modules: string): boolean => {
  try {
    execFileSync(python, ["-c", `import ${modules}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** A Python with these modules: SIGNALBOX_PYTHON, or an environment of our own in `folder` with them from PyPI. Null where that cannot be made. */
export function pythonWith(folder: string, { modules, packages }: { modules: string; packages: readonly string[] }): string | null {
  const given = process.env["SIGNALBOX_PYTHON"];
  if (given && holds(given, modules)) return given;
  const python = join(folder, "venv/bin/python");
  try {
    if (!existsSync(python)) execFileSync("python3", ["-m", "venv", join(folder, "venv")], { stdio: "inherit" });
    if (!holds(python, modules)) execFileSync(python, ["-m", "pip", "install", "--quiet", ...packages], { stdio: "inherit" });
    return python;
  } catch {
    return null;
  }
}
