// Commands that the server executes: with progress that can be cancelled, and only where code may run.

import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  WorkDoneProgress,
  WorkDoneProgressCancelNotification,
  type LanguageClient,
} from "vscode-languageclient/node";

/** A command that is under way. */
export interface Asked {
  readonly command: string;
  readonly args: readonly unknown[];
}

/** What the extension asks of the server beside the protocol's own requests. */
export class Requests {
  private readonly began = new vscode.EventEmitter<Asked>();
  private readonly answered = new vscode.EventEmitter<{ asked: Asked; answer: unknown }>();
  private readonly changed = new vscode.EventEmitter<number>();
  private underWay = 0;
  private tokens = 0;

  /** Told of every command before it is sent. */
  readonly onAsk = this.began.event;
  /** Told the answer of every command, with the very object that `onAsk` told. */
  readonly onAnswer = this.answered.event;
  /** Told how many commands are under way. */
  readonly onWork = this.changed.event;

  constructor(private readonly running: () => LanguageClient | undefined) {}

  /** The conversation with the server, where it may run code; says what is missing otherwise. */
  client(): LanguageClient | undefined {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showInformationMessage("Speedwright runs no code of a workspace that is not trusted.");
      return undefined;
    }
    const running = this.running();
    if (running === undefined) {
      void vscode.window.showWarningMessage("The Speedwright server is not running.");
    }
    return running;
  }

  /** Executes a command about the Python document in the active editor; `argumentsOf` says what it is told. */
  async here(command: string, argumentsOf: (editor: vscode.TextEditor, client: LanguageClient) => unknown[]): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "python") {
      void vscode.window.showInformationMessage("Open a Python file first.");
      return;
    }
    const client = this.client();
    if (client !== undefined) {
      await this.execute(command, argumentsOf(editor, client));
    }
  }

  /** The answer of a command that may take long; undefined where it failed, which the user is told. */
  async execute(command: string, args: readonly unknown[]): Promise<unknown> {
    const client = this.client();
    if (client === undefined) {
      return undefined;
    }
    this.work(1);
    const asked = { command, args };
    this.began.fire(asked);
    try {
      const answer = await this.withProgress(client, command, args);
      this.answered.fire({ asked, answer });
      return answer;
    } catch (error) {
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      return undefined;
    } finally {
      this.work(-1);
    }
  }

  /** The answer of a command that is quick and says nothing by itself. */
  ask(client: LanguageClient, command: string, args: readonly unknown[] = []): Promise<unknown> {
    return client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...args] });
  }

  /**
   * Progress in a notification of our own: where the client library shows it, in the status bar, nothing can be cancelled.
   * It appears with the server's first word, because quick commands have none.
   */
  private async withProgress(client: LanguageClient, command: string, args: readonly unknown[]): Promise<unknown> {
    const workDoneToken = `speedwright-${(this.tokens += 1)}`;
    const bar = new Bar(() => client.sendNotification(WorkDoneProgressCancelNotification.type, { token: workDoneToken }));
    const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === "begin") {
        bar.begin(value.title);
      } else if (value.kind === "report") {
        bar.report(value.message, value.percentage);
      }
    });
    try {
      return await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [...args], workDoneToken });
    } finally {
      listening.dispose();
      bar.end();
    }
  }

  private work(change: number): void {
    this.underWay += change;
    this.changed.fire(this.underWay);
  }
}

/** One notification with progress, from `begin` to `end`. */
class Bar {
  private progress: vscode.Progress<{ message?: string; increment?: number }> | undefined;
  private finish: () => void = () => undefined;
  private percentage = 0;

  constructor(private readonly cancel: () => Promise<void>) {}

  begin(title: string): void {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, (progress, token) => {
      this.progress = progress;
      token.onCancellationRequested(() => void this.cancel());
      return new Promise<void>((done) => {
        this.finish = done;
      });
    });
  }

  report(message: string | undefined, percentage: number | undefined): void {
    const increment = Math.max(0, (percentage ?? this.percentage) - this.percentage);
    this.percentage += increment;
    this.progress?.report({ ...(message === undefined ? {} : { message }), increment });
  }

  end(): void {
    this.finish();
  }
}

/** The document of an editor, as an argument of commands. */
export function document(editor: vscode.TextEditor, client: LanguageClient): unknown[] {
  return [client.code2ProtocolConverter.asUri(editor.document.uri)];
}

/** The document, and the cursor in it. */
export function cursor(editor: vscode.TextEditor, client: LanguageClient): unknown[] {
  return [...document(editor, client), client.code2ProtocolConverter.asPosition(editor.selection.active)];
}
