// Running small programs to their end, and finding them.

import { spawn } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import * as path from "node:path";

export class ProgramError extends Error {}

/** What a program is run with; `stop` ends it, which counts as a failure. */
export interface Running {
  readonly folder: string;
  readonly stop?: AbortSignal;
  readonly told?: (line: string) => void;
}

/** Runs a program to its end. Throws ProgramError with the last line that it wrote. */
export function run(command: string, args: readonly string[], running: Running): Promise<void> {
  return new Promise((done, fail) => {
    let last = "";
    const child = spawn(command, args, {
      cwd: running.folder,
      stdio: ["ignore", "pipe", "pipe"],
      ...(running.stop === undefined ? {} : { signal: running.stop }),
    });
    const hear = (data: Buffer): void => {
      for (const line of data.toString().split(/\r?\n/).filter((each) => each.trim() !== "")) {
        last = line;
        running.told?.(line);
      }
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("error", (error) => fail(new ProgramError(error.message)));
    child.on("close", (status) =>
      status === 0 ? done() : fail(new ProgramError(last || `${command} ended with status ${status}`)),
    );
  });
}

/** Whether a program runs and ends with success. */
export async function succeeds(command: string, args: readonly string[], folder: string): Promise<boolean> {
  try {
    await run(command, args, { folder });
    return true;
  } catch {
    return false;
  }
}

/** The absolute path of a program on the PATH, undefined where there is none. */
export async function onPath(name: string): Promise<string | undefined> {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  // A relative entry would be looked up in whatever folder is the current one.
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const file of folders.flatMap((folder) => names.map((each) => path.join(folder, each)))) {
    if (await isThere(file)) {
      return file;
    }
  }
  return undefined;
}

/** Whether a file, and no folder, is there and may be run. */
export async function isThere(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
