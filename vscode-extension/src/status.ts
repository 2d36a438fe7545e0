// One item in the status bar: whether the server is there, works, or needs the user.

import * as vscode from "vscode";
import { LANGUAGES } from "./client";
import type { Requests } from "./requests";
import type { Server, State } from "./server";

const TEXTS: Record<State, { icon: string; says: string; command: string }> = {
  starting: { icon: "loading~spin", says: "The server is starting.", command: "speedwright.showLogs" },
  running: { icon: "dashboard", says: "Slow code is found as you type.", command: "speedwright.showCommands" },
  missing: { icon: "warning", says: "No server is installed. Click to install it.", command: "speedwright.installServer" },
  failed: { icon: "error", says: "The server did not start. Click for the log.", command: "speedwright.showLogs" },
  stopped: { icon: "circle-slash", says: "The server is stopped. Click to start it.", command: "speedwright.restart" },
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("speedwright.status", vscode.StatusBarAlignment.Right, 90);
  private readonly subscriptions: vscode.Disposable[];
  private underWay = 0;

  constructor(
    private readonly server: Server,
    requests: Requests,
  ) {
    this.item.name = "Speedwright";
    this.subscriptions = [
      server.onState(() => this.show()),
      requests.onWork((count) => {
        this.underWay = count;
        this.show();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
    ];
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions, this.item).dispose();
  }

  private show(): void {
    const { icon, says, command } = TEXTS[this.server.state];
    const isBusy = this.underWay > 0;
    const isLimited = !vscode.workspace.isTrusted && this.server.state === "running";
    this.item.text = `$(${isBusy ? "loading~spin" : isLimited ? "shield" : icon}) Speedwright`;
    this.item.tooltip = isBusy ? "Running your code..." : isLimited ? `${says} ${LIMITED}` : says;
    this.item.command = isLimited ? "workbench.trust.manage" : command;
    const language = vscode.window.activeTextEditor?.document.languageId;
    // Quiet where there is nothing to read, unless something is wrong.
    if ((language !== undefined && LANGUAGES.includes(language)) || isBusy) {
      this.item.show();
    } else {
      this.item.hide();
    }
  }
}

const LIMITED = "This workspace is not trusted, so none of its code is run. Click to manage trust.";
