// The server that comes with the extension, in an environment of its own.
//
// What the server needs are compiled packages, different for every system and version of Python: a package that held
// them all would be large and still miss some. So the extension carries Speedwright itself, and pip brings the rest, once,
// into a folder that no project shares. Each installation gets a new one: the server may be running from the one before,
// and Windows lets nobody remove a program that runs.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { isThere, onPath, run, succeeds, type Running } from "./programs";

const OLDEST = "(3, 10)";
const PREFIX = "server-";
// Written last: an environment without it was left half made.
const COMPLETE = "complete";

export class Bundled {
  private constructor(
    private readonly wheel: string,
    private readonly storage: string,
    private readonly name: string,
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
    return new Bundled(wheel, storage, `${PREFIX}${digest.slice(0, 16)}`);
  }

  /** The interpreter of the newest environment, undefined before one is installed. */
  async interpreter(): Promise<string | undefined> {
    const newest = await this.newest();
    const python = newest === undefined ? undefined : interpreterIn(path.join(this.storage, newest));
    return python !== undefined && (await isThere(python)) ? python : undefined;
  }

  /** Makes an environment with one of these interpreters. Throws an error for people where that does not work. */
  async install(pythons: readonly string[], running: Omit<Running, "folder">): Promise<void> {
    await mkdir(this.storage, { recursive: true });
    const python = await this.suitable(pythons);
    if (python === undefined) {
      throw new Error("Speedwright needs Python 3.10 or newer, and none was found.");
    }
    const here = { ...running, folder: this.storage };
    const numbers = (await this.named(this.name)).map(numberOf);
    const folder = path.join(this.storage, `${this.name}-${Math.max(0, ...numbers) + 1}`);
    try {
      await run(python, ["-I", "-m", "venv", folder], here);
      const pip = ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
      await run(interpreterIn(folder), [...pip, this.wheel], here);
    } catch (error) {
      await removed(folder);
      throw error;
    }
    await writeFile(path.join(folder, COMPLETE), "");
  }

  /** Removes all but the newest environment; what still runs may be in the way, and goes another time. */
  async removeOthers(): Promise<void> {
    const newest = await this.newest();
    const others = newest === undefined ? [] : (await this.named(PREFIX)).filter((each) => each !== newest);
    await Promise.all(others.map((each) => removed(path.join(this.storage, each))));
  }

  private async newest(): Promise<string | undefined> {
    const made = (await this.named(this.name)).sort((one, other) => numberOf(other) - numberOf(one));
    for (const each of made) {
      if (await readFile(path.join(this.storage, each, COMPLETE)).then(() => true, () => false)) {
        return each;
      }
    }
    return undefined;
  }

  private async named(prefix: string): Promise<string[]> {
    const all = await readdir(this.storage).catch(() => []);
    return all.filter((each) => each.startsWith(prefix));
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
}

/** Whichever installation of one server it is; 0 for a folder that has no number. */
function numberOf(name: string): number {
  return Number(/-(\d{1,6})$/.exec(name)?.[1] ?? 0);
}

/** Removes a folder, as far as the system lets it go. */
async function removed(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

function interpreterIn(folder: string): string {
  return process.platform === "win32" ? path.join(folder, "Scripts", "python.exe") : path.join(folder, "bin", "python");
}
