// Which process is the server.

import * as path from "node:path";
import type { Executable } from "vscode-languageclient/node";

/** The settings that say how the server is started; empty strings where the user set none. */
export interface Launch {
  /** The `speedwright` executable. */
  readonly path: string;
  /** A Python interpreter that has Speedwright installed; `path` outranks it. */
  readonly interpreter: string;
  /** Whose server is started where neither is set. */
  readonly importStrategy: "useBundled" | "fromEnvironment";
  /** What `${workspaceFolder}` and relative paths stand on; undefined without an open folder. */
  readonly folder: string | undefined;
}

/** Servers that were found on this machine; undefined where there is none. */
export interface Found {
  /** The interpreter of the environment that the extension made for its own server. */
  readonly bundled: string | undefined;
  /** The interpreter that is selected for the workspace, if Speedwright is installed there; looked at on demand alone. */
  readonly environment: string | undefined;
  /** The executable on the PATH. */
  readonly onPath: string | undefined;
}

/** What the settings name; undefined where they name nothing, so that `firstOf` decides. */
export function named(launch: Launch, home: string): Executable | undefined {
  if (launch.path !== "") {
    return executable(resolved(launch.path, launch.folder), home);
  }
  return launch.interpreter === "" ? undefined : module(resolved(launch.interpreter, launch.folder), home);
}

/**
 * The server that comes first by the strategy; undefined where there is none at all.
 *
 * The extension's own fits its version, so it comes first unless the user wants the one that the project pins.
 */
export function firstOf(found: Found, strategy: Launch["importStrategy"], home: string): Executable | undefined {
  const bundled = found.bundled === undefined ? undefined : module(found.bundled, home);
  const environment = found.environment === undefined ? undefined : module(found.environment, home);
  const onPath = found.onPath === undefined ? undefined : executable(found.onPath, home);
  return strategy === "useBundled" ? (bundled ?? onPath ?? environment) : (environment ?? onPath ?? bundled);
}

/**
 * The server runs in `home`, never in the workspace: `python -m` imports from the working directory first, and Windows
 * looks there for programs, so that a file of the workspace could stand in for ours.
 */
function module(interpreter: string, home: string): Executable {
  return { command: interpreter, args: ["-m", "speedwright_server", "server", "--stdio"], options: { cwd: home } };
}

function executable(command: string, home: string): Executable {
  return { command, args: ["server", "--stdio"], options: { cwd: home } };
}

function resolved(setting: string, folder: string | undefined): string {
  if (folder === undefined) {
    return setting;
  }
  const expanded = setting.replaceAll("${workspaceFolder}", folder);
  const isBareName = !expanded.includes("/") && !expanded.includes("\\");
  return isBareName || path.isAbsolute(expanded) ? expanded : path.join(folder, expanded);
}
