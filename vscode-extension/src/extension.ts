// Where VS Code enters: commands, and the events after which the server is another.

import * as vscode from "vscode";
import { clearProfile, loadProfile, measureCommand, measureFile, measureProcess, measureTest } from "./profiles";
import { Server } from "./server";
import { changesLaunch } from "./settings";
import { findInFile, findInFunction } from "./speedups";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Speedwright", { log: true });
  const started = new Server(context.extensionPath, log);
  server = started;
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("speedwright.findInFunction", () => findInFunction(started)),
    vscode.commands.registerCommand("speedwright.findInFile", () => findInFile(started)),
    vscode.commands.registerCommand("speedwright.measureFile", () => measureFile(started)),
    vscode.commands.registerCommand("speedwright.measureTest", () => measureTest(started)),
    vscode.commands.registerCommand("speedwright.measureCommand", () => measureCommand(started)),
    vscode.commands.registerCommand("speedwright.measureProcess", () => measureProcess(started)),
    vscode.commands.registerCommand("speedwright.showProfile", () => loadProfile(started)),
    vscode.commands.registerCommand("speedwright.hideProfile", () => clearProfile(started)),
    vscode.commands.registerCommand("speedwright.restart", () => started.restart()),
    vscode.commands.registerCommand("speedwright.showLogs", () => log.show()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => (changesLaunch(change) ? started.restart() : undefined)),
  );
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
