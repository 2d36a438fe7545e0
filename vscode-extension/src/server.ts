// The running server: at most one, started, ended and replaced in turn.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { createClient } from "./client";

export class Server {
  private client: LanguageClient | undefined;
  // Every change waits for the one before it, so that two restarts never leave two servers.
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly home: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The client of a running server, undefined where there is none. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() === true ? this.client : undefined;
  }

  /** Starts the server, in place of the one that runs; a failure is told to the user and leaves none. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      const client = createClient(this.home, this.log);
      this.client = client;
      try {
        await client.start();
      } catch (error) {
        this.log.error(`the server did not start: ${String(error)}`);
        void this.tellFailure();
      }
    });
  }

  /** Ends the server. */
  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    this.last = this.last.then(change);
    return this.last;
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // One that never started, or died, has nothing left to end.
      this.log.debug(`the server had ended already: ${String(error)}`);
    }
  }

  private async tellFailure(): Promise<void> {
    const settings = "Open settings";
    const logs = "Show logs";
    const choice = await vscode.window.showErrorMessage(
      "The Speedwright server did not start. Install it (`pip install .` in its checkout), or set `speedwright.path`.",
      settings,
      logs,
    );
    if (choice === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "speedwright.path");
    } else if (choice === logs) {
      this.log.show();
    }
  }
}
