// From the settings and the machine to the server's command line; nothing is installed without the user's consent.

import * as vscode from "vscode";
import type { Executable } from "vscode-languageclient/node";
import { launch } from "../settings";
import { Bundled } from "./bundled";
import { firstOf, named, type Found, type Launch } from "./command_line";
import { onPath, succeeds } from "./programs";
import { selectedInterpreter } from "./python";

const HAS_SERVER = "import importlib.util, sys; sys.exit(importlib.util.find_spec('speedwright_server') is None)";

export class Finder {
  private readonly bundled: Promise<Bundled | undefined>;
  private offered = false;

  constructor(
    private readonly home: string,
    storage: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.bundled = Bundled.of(home, storage);
  }

  /** The command line of the server; undefined where there is none. */
  async find(): Promise<Executable | undefined> {
    const settings = launch();
    return named(settings, this.home) ?? firstOf(await this.found(settings), settings.importStrategy, this.home);
  }

  /** Offers to install the server, once in a session; whether it is there now. */
  async offer(): Promise<boolean> {
    if (this.offered) {
      return false;
    }
    this.offered = true;
    return (await this.mayInstall()) && (await this.install());
  }

  /** Takes earlier servers away, as far as nothing uses them: called when another runs. */
  async tidy(): Promise<void> {
    await (await this.bundled)?.removeOthers();
  }

  /** Makes an environment of the extension's own; whether that worked. Says what went wrong. */
  async install(): Promise<boolean> {
    const bundled = await this.bundled;
    if (bundled === undefined) {
      void vscode.window.showErrorMessage("This build of the extension carries no server: set `speedwright.path`.");
      return false;
    }
    const selected = await this.selected();
    try {
      await withProgress((stop) =>
        bundled.install(selected === undefined ? [] : [selected], { stop, told: (line) => this.log.info(line) }),
      );
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log.error(`the server could not be installed: ${reason}`);
      void vscode.window.showErrorMessage(`Speedwright's server could not be installed: ${reason}`);
      return false;
    }
  }

  private async found({ importStrategy }: Launch): Promise<Found> {
    return {
      bundled: await (await this.bundled)?.interpreter(),
      environment: importStrategy === "fromEnvironment" ? await this.environment() : undefined,
      onPath: await onPath("speedwright"),
    };
  }

  /** Asks the interpreter of the workspace, which runs it: only for users who want its server. */
  private async environment(): Promise<string | undefined> {
    const selected = await this.selected();
    const isInstalled = selected !== undefined && (await succeeds(selected, ["-I", "-c", HAS_SERVER], this.home));
    return isInstalled ? selected : undefined;
  }

  private selected(): Promise<string | undefined> {
    return selectedInterpreter(vscode.workspace.workspaceFolders?.[0]?.uri);
  }

  private async mayInstall(): Promise<boolean> {
    const install = "Install";
    const settings = "Open settings";
    const choice = await vscode.window.showInformationMessage(
      "Speedwright's server is not installed. Install it into an environment of the extension's own? pip downloads what it needs.",
      install,
      settings,
    );
    if (choice === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "speedwright.path");
    }
    return choice === install;
  }
}

async function withProgress(work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: "Installing Speedwright's server",
    cancellable: true,
  };
  await vscode.window.withProgress(options, (_, token) => {
    token.onCancellationRequested(() => stopping.abort());
    return work(stopping.signal);
  });
}
