// Where VS Code enters: commands, and the events after which the server is another.

import * as vscode from "vscode";
import type { Host } from "./client";
import { EvidenceView } from "./evidence/view";
import { openFlameGraph } from "./flame_graph";
import { HeatPainter } from "./heat";
import { Finder } from "./launching/finding";
import { onSelection } from "./launching/python";
import { ModelKeys } from "./model_keys";
import { clearProfile, loadProfile, measureCommand, measureFile, measureProcess, measureTest } from "./profiles";
import { Requests } from "./requests";
import { Server } from "./server";
import { changesLaunch } from "./settings";
import { askModelHere, findInFile, findInFunction } from "./speedups";
import { Status } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Speedwright", { log: true });
  const finder = new Finder(context.extensionPath, context.globalStorageUri.fsPath, log);
  const requests: Requests = new Requests(() => started.running);
  const keys = new ModelKeys(context.secrets, context.globalState);
  const host: Host = { execute: (command, args) => requests.execute(command, args), keyOf: (baseUrl) => keys.of(baseUrl) };
  const started: Server = new Server(host, finder, log);
  server = started;
  const evidence = new EvidenceView(started, requests);
  context.subscriptions.push(
    log,
    evidence,
    new HeatPainter(started, context.extensionUri),
    new Status(started, requests),
    vscode.commands.registerCommand("speedwright.findInFunction", () => findInFunction(requests)),
    vscode.commands.registerCommand("speedwright.findInFile", () => findInFile(requests)),
    vscode.commands.registerCommand("speedwright.askModelHere", () => askModelHere(requests)),
    vscode.commands.registerCommand("speedwright.setModelKey", () => keys.set()),
    vscode.commands.registerCommand("speedwright.clearModelKey", () => keys.clear()),
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
  // Not after an installation: other windows may still run what was there before.
  void finder.tidy();
  const selection = await onSelection(() => void started.restart());
  context.subscriptions.push(...(selection === undefined ? [] : [selection]));
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

async function showCommands(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.quickOpen", ">Speedwright: ");
}
