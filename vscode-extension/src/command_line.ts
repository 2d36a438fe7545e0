// Which process is the server.

import * as path from "node:path";
import type { Executable } from "vscode-languageclient/node";

/** The settings that say how the server is started; empty strings where the user set none. */
export interface Launch {
  /** The `speedwright` executable. */
  readonly path: string;
  /** A Python interpreter that has Speedwright installed; `path` outranks it. */
  readonly interpreter: string;
  /** What `${workspaceFolder}` and relative paths stand on; undefined without an open folder. */
  readonly folder: string | undefined;
}

/**
 * The command line of the server. It runs in `home`, never in the workspace: `python -m` imports from the working
 * directory first, and Windows looks there for programs, so that a file of the workspace could stand in for ours.
 */
export function commandLine(launch: Launch, home: string): Executable {
  const options = { cwd: home };
  if (launch.path === "" && launch.interpreter !== "") {
    const command = resolved(launch.interpreter, launch.folder);
    return { command, args: ["-m", "speedwright_server", "server", "--stdio"], options };
  }
  const command = launch.path === "" ? "speedwright" : resolved(launch.path, launch.folder);
  return { command, args: ["server", "--stdio"], options };
}

function resolved(setting: string, folder: string | undefined): string {
  if (folder === undefined) {
    return setting;
  }
  const expanded = setting.replaceAll("${workspaceFolder}", folder);
  const isBareName = !expanded.includes("/") && !expanded.includes("\\");
  return isBareName || path.isAbsolute(expanded) ? expanded : path.join(folder, expanded);
}
