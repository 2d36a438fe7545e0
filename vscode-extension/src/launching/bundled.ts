// The server that comes with the extension, in an environment of its own.
//
// What the server needs are compiled packages, different for every system and version of Python: a package that held
// them all would be large and still miss some. So the extension carries Speedwright itself, and pip brings the rest, once,
// into a folder that no project shares.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { isThere, onPath, run, succeeds, type Running } from "./programs";

const OLDEST = "(3, 10)";
// Written last: an environment without it was left half made.
const COMPLETE = "complete";

export class Bundled {
  private constructor(
    private readonly wheel: string,
    private readonly storage: string,
    private readonly folder: string,
  ) {}

  /** The bundled server of an extension; undefined for one that was built without. `storage` is where it may write. */
  static async of(extension: string, storage: string): Promise<Bundled | undefined> {
    const carried = await readdir(path.join(extension, "bundled")).catch(() => []);
    const name = carried.find((each) => each.endsWith(".whl"));
    if (name === undefined) {
      return undefined;
    }
    const wheel = path.join(extension, "bundled", name);
    const digest = createHash("sha256").update(new Uint8Array(await readFile(wheel))).digest("hex");
    return new Bundled(wheel, storage, path.join(storage, `server-${digest.slice(0, 16)}`));
  }

  /** The interpreter of the environment, undefined before it is installed. */
  async interpreter(): Promise<string | undefined> {
    const python = interpreterIn(this.folder);
    const isComplete = await readFile(path.join(this.folder, COMPLETE)).then(() => true, () => false);
    return isComplete && (await isThere(python)) ? python : undefined;
  }

  /** Makes the environment with one of these interpreters. Throws an error for people where that does not work. */
  async install(pythons: readonly string[], running: Omit<Running, "folder">): Promise<void> {
    await mkdir(this.storage, { recursive: true });
    const python = await this.suitable(pythons);
    if (python === undefined) {
      throw new Error("Speedwright needs Python 3.10 or newer, and none was found.");
    }
    const here = { ...running, folder: this.storage };
    await rm(this.folder, { recursive: true, force: true });
    await run(python, ["-I", "-m", "venv", this.folder], here);
    const pip = ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
    await run(interpreterIn(this.folder), [...pip, this.wheel], here);
    await writeFile(path.join(this.folder, COMPLETE), "");
    await this.removeOthers();
  }

  private async suitable(pythons: readonly string[]): Promise<string | undefined> {
    const named = await Promise.all(["python3", "python", "py"].map(onPath));
    for (const python of [...pythons, ...named.filter((each) => each !== undefined)]) {
      const asked = ["-I", "-c", `import sys, venv; sys.exit(sys.version_info < ${OLDEST})`];
      if (await succeeds(python, asked, this.storage)) {
        return python;
      }
    }
    return undefined;
  }

  /** Servers of earlier versions. */
  private async removeOthers(): Promise<void> {
    const others = (await readdir(this.storage)).filter((name) => name.startsWith("server-"));
    for (const name of others.filter((each) => each !== path.basename(this.folder))) {
      await rm(path.join(this.storage, name), { recursive: true, force: true });
    }
  }
}

function interpreterIn(folder: string): string {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}
