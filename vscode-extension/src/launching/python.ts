// The interpreter that the user selected in the Python extension, where that is installed.

import { PVSC_EXTENSION_ID, PythonExtension } from "@vscode/python-extension";
import * as path from "node:path";
import * as vscode from "vscode";
import { isThere } from "./programs";

/**
 * The selected interpreter of a folder; undefined without the Python extension, or before the workspace is trusted.
 *
 * What the Python extension knows already is enough: to resolve an environment, it would run the interpreter.
 */
export async function selectedInterpreter(resource: vscode.Uri | undefined): Promise<string | undefined> {
  // The one of a workspace may have been brought along by it.
  const python = vscode.workspace.isTrusted ? await pythonExtension() : undefined;
  if (python === undefined) {
    return undefined;
  }
  const selected = python.environments.getActiveEnvironmentPath(resource);
  const known = python.environments.known.find((each) => each.id === selected.id)?.executable.uri?.fsPath;
  // Either the executable or its environment's folder, which may have none.
  const file = known ?? selected.path;
  return path.isAbsolute(file) && (await isThere(file)) ? file : undefined;
}

/** Calls back whenever another interpreter is selected. */
export async function onSelection(changed: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonExtension())?.environments.onDidChangeActiveEnvironmentPath(changed);
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  return vscode.extensions.getExtension(PVSC_EXTENSION_ID) === undefined ? undefined : PythonExtension.api();
}
