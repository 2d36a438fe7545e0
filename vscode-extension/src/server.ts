// The running server: at most one, started, ended and replaced in turn.

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { version as VERSION } from "../package.json";
import { createClient, type Host } from "./client";
import type { Finder } from "./launching/finding";

export type State = "starting" | "running" | "missing" | "failed" | "stopped";

export class Server {
  private client: LanguageClient | undefined;
  // Every change waits for the one before it, so that two restarts never leave two servers.
  private last: Promise<void> = Promise.resolve();
  private current: State = "stopped";
  private readonly changed = new vscode.EventEmitter<State>();

  /** Told after every change of the state. */
  readonly onState = this.changed.event;

  constructor(
    private readonly host: Host,
    private readonly finder: Finder,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): State {
    return this.current;
  }

  /** The client of a running server, undefined where there is none. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() === true ? this.client : undefined;
  }

  /** Starts the server, in place of the one that runs; a failure is told to the user and leaves none. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      this.become("starting");
      try {
        await this.launch();
      } catch (error) {
        this.log.error(`the server did not start: ${String(error)}`);
        this.become("failed");
        void this.tellFailure();
      }
    });
  }

  /** Ends the server. */
  stop(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      this.become("stopped");
    });
  }

  private async launch(): Promise<void> {
    const command = await this.finder.find();
    if (command === undefined) {
      this.log.warn("no server was found");
      this.become("missing");
      void this.offerServer();
      return;
    }
    this.log.info(`starting ${[command.command, ...(command.args ?? [])].join(" ")}`);
    const client = createClient(this.host, command, this.log);
    this.client = client;
    await client.start();
    this.warnOfVersion(client);
    this.become("running");
  }

  private inTurn(change: () => Promise<void>): Promise<void> {
    // What failed before must not keep anybody from another try.
    this.last = this.last.catch(() => undefined).then(change);
    return this.last;
  }

  private become(state: State): void {
    this.current = state;
    this.changed.fire(state);
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

  /** Nothing waits for the answer: people may leave the question where it is. */
  private async offerServer(): Promise<void> {
    if (await this.finder.offer()) {
      await this.restart();
    }
  }

  private warnOfVersion(client: LanguageClient): void {
    const version = client.initializeResult?.serverInfo?.version;
    if (version !== undefined && version !== VERSION) {
      this.log.warn(`the server is of version ${version}, the extension of ${VERSION}`);
    }
  }

  private async tellFailure(): Promise<void> {
    const settings = "Open settings";
    const logs = "Show logs";
    const choice = await vscode.window.showErrorMessage("The Speedwright server did not start.", settings, logs);
    if (choice === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "speedwright.path");
    } else if (choice === logs) {
      this.log.show();
    }
  }
}
