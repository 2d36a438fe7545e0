// The user's settings, as the extension and the server need them.

import * as vscode from "vscode";
import { contributes } from "../package.json";
import type { Launch } from "./launching/command_line";

export const SECTION = "speedwright";

const NAMES = Object.keys(contributes.configuration.properties).map((key) => key.slice(SECTION.length + 1));

/** How to start the server, by the settings of the first folder. */
export function launch(): Launch {
  const folder = vscode.workspace.workspaceFolders?.[0];
  const settings = vscode.workspace.getConfiguration(SECTION, folder?.uri);
  return {
    path: settings.get<string>("path", "").trim(),
    interpreter: settings.get<string>("interpreter", "").trim(),
    importStrategy: settings.get<Launch["importStrategy"]>("importStrategy", "useBundled"),
    folder: folder?.uri.fsPath,
  };
}

/** Whether a change means another process, rather than other settings of the same one. */
export function changesLaunch(change: vscode.ConfigurationChangeEvent): boolean {
  return ["path", "interpreter", "importStrategy"].some((name) => change.affectsConfiguration(`${SECTION}.${name}`));
}

/**
 * The settings that the user chose, null for all others.
 *
 * VS Code fills in defaults; sent as they are, those would outrank what the workspace's pyproject.toml says.
 */
export function chosen(resource: vscode.Uri | undefined): Record<string, unknown> {
  const settings = vscode.workspace.getConfiguration(SECTION, resource);
  return Object.fromEntries(NAMES.map((name) => [name, isChosen(settings.inspect(name)) ? settings.get(name) : null]));
}

function isChosen(origins: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): boolean {
  const { globalValue, workspaceValue, workspaceFolderValue } = origins ?? {};
  return [globalValue, workspaceValue, workspaceFolderValue].some((value) => value !== undefined);
}
