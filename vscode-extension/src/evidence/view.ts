// The evidence view: what fills it, and what opens it.

import * as vscode from "vscode";
import type { Asked, Requests } from "../requests";
import type { Server } from "../server";
import { functionsAround } from "./functions";
import type { Node } from "./nodes";
import { PlotView } from "./plot_view";
import { EvidenceStore } from "./store";
import { EvidenceTree } from "./tree";
import type { Verdict } from "./verdict";

const SEARCHES = ["speedwright.improveFunction", "speedwright.improveFile", "speedwright.askModel"];
// Receipts are looked up when typing pauses, not at every key.
const PAUSE_MS = 1000;
const SCHEMES = ["file", "vscode-notebook-cell"];
const DIFF_SCHEME = "speedwright-change";

export class EvidenceView implements vscode.Disposable {
  private readonly store = new EvidenceStore();
  private readonly tree = new EvidenceTree(this.store);
  private readonly plot = new PlotView();
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[];
  private readonly moments = new WeakMap<Asked, number>();
  private pause: NodeJS.Timeout | undefined;
  private change = "";

  constructor(
    private readonly server: Server,
    private readonly requests: Requests,
  ) {
    this.view = vscode.window.createTreeView("speedwright.evidence", { treeDataProvider: this.tree });
    this.subscriptions = [
      this.view,
      vscode.window.registerWebviewViewProvider("speedwright.plot", this.plot),
      vscode.workspace.registerTextDocumentContentProvider(DIFF_SCHEME, { provideTextDocumentContent: () => this.change }),
      requests.onAsk((asked) => this.moments.set(asked, this.store.moment)),
      requests.onAnswer(({ asked, answer }) => {
        if (SEARCHES.includes(asked.command) && Array.isArray(answer)) {
          this.take(answer as Verdict[], this.moments.get(asked) ?? 0);
          this.draw(this.tree.best(answer as Verdict[]));
        }
      }),
      this.view.onDidChangeSelection(({ selection }) => this.draw(selection[0])),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && SCHEMES.includes(document.uri.scheme)) {
          this.edited(document.uri.fsPath);
          this.recallSoon(document);
        }
      }),
      ...this.watched(),
    ];
  }

  dispose(): void {
    clearTimeout(this.pause);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Opens the view at what is known of the function around the cursor, from receipts as well. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (editor !== undefined) {
      await this.recall(editor.document);
    }
    await vscode.commands.executeCommand("speedwright.evidence.focus");
    if (editor === undefined) {
      return;
    }
    const { document, selection } = editor;
    const names = functionsAround(document.getText().split(/\r?\n/), selection.active.line);
    const node = this.tree.find(document.uri.fsPath, names);
    if (node !== undefined) {
      await this.view.reveal(node, { select: true, expand: true, focus: false });
      this.draw(node);
    } else if (names[0] !== undefined) {
      await this.offerSearch(names[0]);
    }
  }

  /** What a click on a line does. */
  async open(action: NonNullable<Node["action"]>): Promise<void> {
    if (action.kind === "copy") {
      await vscode.env.clipboard.writeText(action.text);
      void vscode.window.setStatusBarMessage("$(check) Copied", 2000);
      return;
    }
    this.change = action.text;
    // Another address each time: VS Code would show the text of an earlier one again.
    const uri = vscode.Uri.from({ scheme: DIFF_SCHEME, path: "/The change.diff", query: String(Date.now()) });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  private draw(node: Node | undefined): void {
    const root = node === undefined ? undefined : (this.tree.getParent(node) ?? node);
    if (root?.verdict !== undefined) {
      this.plot.show(root.verdict);
    }
  }

  private take(verdicts: readonly Verdict[], moment: number): void {
    this.store.take(verdicts, moment);
    this.refresh();
  }

  private edited(file: string): void {
    if (this.store.changed(file)) {
      this.refresh();
    }
  }

  private refresh(): void {
    this.tree.refresh();
    const { accepted } = this.tree;
    const tooltip = `${accepted} proven speedup${accepted === 1 ? "" : "s"}`;
    this.view.badge = accepted === 0 ? undefined : { value: accepted, tooltip };
  }

  /** Files that no editor shows change, too. */
  private watched(): vscode.Disposable[] {
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.{py,ipynb}", true);
    return [
      watcher,
      watcher.onDidChange(({ fsPath }) => (isOpen(fsPath) ? undefined : this.edited(fsPath))),
      watcher.onDidDelete(({ fsPath }) => (this.store.forget(fsPath) ? this.refresh() : undefined)),
    ];
  }

  /** An edit elsewhere in a file, or one that was taken back, leaves proofs that hold. */
  private recallSoon(document: vscode.TextDocument): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      if (this.view.visible && this.store.isStale(document.uri.fsPath)) {
        void this.recall(document);
      }
    }, PAUSE_MS);
  }

  private async offerSearch(name: string): Promise<void> {
    const search = "Find proven speedups";
    const told = `Nothing was verified of ${name} as it is now.`;
    if ((await vscode.window.showInformationMessage(told, search)) === search) {
      await vscode.commands.executeCommand("speedwright.findInFunction");
    }
  }

  /** Receipts are of the text that stands there now. */
  private async recall(document: vscode.TextDocument): Promise<void> {
    const client = this.server.running;
    if (client === undefined || !vscode.workspace.isTrusted || document.languageId !== "python") {
      return;
    }
    const moment = this.store.moment;
    try {
      const uri = client.code2ProtocolConverter.asUri(document.uri);
      const known = await this.requests.ask(client, "speedwright.evidence", [uri]);
      this.take(known as Verdict[], moment);
    } catch (error) {
      // What searches told is there all the same.
      client.warn("the evidence of receipts could not be read", error, false);
    }
  }
}

function isOpen(file: string): boolean {
  return vscode.workspace.textDocuments.some(({ uri }) => SCHEMES.includes(uri.scheme) && uri.fsPath === file);
}
