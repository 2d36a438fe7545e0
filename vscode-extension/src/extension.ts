// Where VS Code enters: commands, and the events after which the server is another.

import * as vscode from "vscode";
import { EvidenceView } from "./evidence/view";
import { openFlameGraph } from "./flame_graph";
import { HeatPainter } from "./heat";
import { Finder } from "./launching/finding";
import { onSelection } from "./launching/python";
import { clearProfile, loadProfile, measureCommand, measureFile, measureProcess, measureTest } from "./profiles";
import { Requests } from "./requests";
import { Server } from "./server";
import { changesLaunch } from "./settings";
import { findInFile, findInFunction } from "./speedups";
import { Status } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Speedwright", { log: true });
  const finder = new Finder(context.extensionPath, context.globalStorageUri.fsPath, log);
  const requests: Requests = new Requests(() => started.running);
  const started: Server = new Server((command, args) => requests.execute(command, args), finder, log);
  server = started;
  const evidence = new EvidenceView(started, requests);
  context.subscriptions.push(
    log,
    evidence,
    new HeatPainter(started, context.extensionUri),
    new Status(started, requests),
    vscode.commands.registerCommand("speedwright.findInFunction", () => findInFunction(requests)),
    vscode.commands.registerCommand("speedwright.findInFile", () => findInFile(requests)),
    vscode.commands.registerCommand("speedwright.showEvidence", () => evidence.show()),
    vscode.commands.registerCommand("speedwright.openEvidence", (action) => evidence.open(action)),
    vscode.commands.registerCommand("speedwright.measureFile", () => measureFile(requests)),
    vscode.commands.registerCommand("speedwright.measureTest", () => measureTest(requests)),
    vscode.commands.registerCommand("speedwright.measureCommand", () => measureCommand(requests)),
    vscode.commands.registerCommand("speedwright.measureProcess", () => measureProcess(requests)),
    vscode.commands.registerCommand("speedwright.showProfile", () => loadProfile(requests)),
    vscode.commands.registerCommand("speedwright.hideProfile", () => clearProfile(requests)),
    vscode.commands.registerCommand("speedwright.openFlameGraph", () => openFlameGraph(requests)),
    vscode.commands.registerCommand("speedwright.restart", () => started.restart()),
    vscode.commands.registerCommand("speedwright.showLogs", () => log.show()),
    vscode.commands.registerCommand("speedwright.showCommands", showCommands),
    vscode.commands.registerCommand("speedwright.installServer", async () => {
      if (await finder.install()) {
        await started.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => (changesLaunch(change) ? started.restart() : undefined)),
  );
  await started.restart();
  const selection = await onSelection(() => void started.restart());
  context.subscriptions.push(...(selection === undefined ? [] : [selection]));
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

async function showCommands(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.quickOpen", ">Speedwright: ");
}
