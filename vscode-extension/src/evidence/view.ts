// The evidence view: what fills it, and what opens it.

import * as vscode from "vscode";
import type { Requests } from "../requests";
import type { Server } from "../server";
import type { Node } from "./nodes";
import { PlotView } from "./plot_view";
import { EvidenceStore } from "./store";
import { EvidenceTree } from "./tree";
import type { Verdict } from "./verdict";

const SEARCHES = ["speedwright.improveFunction", "speedwright.improveFile"];
const DIFF_SCHEME = "speedwright-change";

export class EvidenceView implements vscode.Disposable {
  private readonly store = new EvidenceStore();
  private readonly tree = new EvidenceTree(this.store);
  private readonly plot = new PlotView();
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[];
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
      requests.onAnswer(({ command, answer }) => {
        if (SEARCHES.includes(command) && Array.isArray(answer)) {
          this.take(answer as Verdict[]);
        }
      }),
      this.view.onDidChangeSelection(({ selection }) => this.draw(selection[0])),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.store.changed(document.uri.fsPath)) {
          this.tree.refresh();
        }
      }),
    ];
  }

  dispose(): void {
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
    const node = this.tree.find(editor.document.uri.fsPath, functionAbove(editor));
    if (node !== undefined) {
      await this.view.reveal(node, { select: true, expand: true, focus: false });
      this.draw(node);
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

  private take(verdicts: readonly Verdict[]): void {
    this.store.take(verdicts);
    this.tree.refresh();
    const { accepted } = this.tree;
    const tooltip = `${accepted} proven speedup${accepted === 1 ? "" : "s"}`;
    this.view.badge = accepted === 0 ? undefined : { value: accepted, tooltip };
    if (verdicts[0] !== undefined) {
      this.plot.show(verdicts.find((each) => each.verdict === "accepted") ?? verdicts[0]);
    }
  }

  /** Receipts are of the text that stands there now. */
  private async recall(document: vscode.TextDocument): Promise<void> {
    const client = this.server.running;
    if (client === undefined || !vscode.workspace.isTrusted || document.languageId !== "python") {
      return;
    }
    try {
      const uri = client.code2ProtocolConverter.asUri(document.uri);
      const known = await this.requests.ask(client, "speedwright.evidence", [uri]);
      this.take(known as Verdict[]);
    } catch (error) {
      // What searches told is there all the same.
      client.warn("the evidence of receipts could not be read", error, false);
    }
  }
}

/** The name of the nearest `def` at or above the cursor; the server knows better, but it was not asked here. */
function functionAbove(editor: vscode.TextEditor): string | undefined {
  for (let line = editor.selection.active.line; line >= 0; line -= 1) {
    const found = /^\s*(?:async\s+)?def\s+(\w+)/.exec(editor.document.lineAt(line).text);
    if (found !== null) {
      return found[1];
    }
  }
  return undefined;
}
