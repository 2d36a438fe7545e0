// Lines in the colour of their heat: in the gutter, in the overview ruler, and faintly behind the text.

import * as vscode from "vscode";
import { InlayHintRequest, type InlayHint, type LanguageClient } from "vscode-languageclient/node";
import { LEVELS, levelOf } from "./heat_levels";
import type { Server } from "./server";

// Typing on must not ask for heat at every key.
const PAUSE_MS = 300;

export class HeatPainter implements vscode.Disposable {
  private readonly kinds: vscode.TextEditorDecorationType[];
  private readonly subscriptions: vscode.Disposable[];
  private refreshes: { of: object; listening: vscode.Disposable } | undefined;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: Server,
    extension: vscode.Uri,
  ) {
    this.kinds = LEVELS.map((_, level) => decoration(extension, level));
    this.subscriptions = [
      server.onState(() => this.paintSoon()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.paintSoon()),
      vscode.workspace.onDidChangeTextDocument(() => this.paintSoon()),
    ];
  }

  dispose(): void {
    clearTimeout(this.pause);
    this.refreshes?.listening.dispose();
    vscode.Disposable.from(...this.subscriptions, ...this.kinds).dispose();
  }

  private paintSoon(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => void this.paint(), PAUSE_MS);
  }

  private async paint(): Promise<void> {
    const client = this.server.running;
    for (const editor of vscode.window.visibleTextEditors.filter(isPythonFile)) {
      const hints = client === undefined ? [] : await this.hintsOf(client, editor.document);
      this.kinds.forEach((kind, level) => {
        const hot = hints.filter((hint) => levelOf(shareOf(hint)) === level);
        editor.setDecorations(kind, hot.map(({ position }) => new vscode.Range(position.line, 0, position.line, 0)));
      });
    }
  }

  /** Heat comes as inlay hints, whether they are shown or not. */
  private async hintsOf(client: LanguageClient, document: vscode.TextDocument): Promise<InlayHint[]> {
    this.listen(client, document);
    const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    const end = { line: document.lineCount, character: 0 };
    const params = { textDocument, range: { start: { line: 0, character: 0 }, end } };
    try {
      return (await client.sendRequest(InlayHintRequest.type, params)) ?? [];
    } catch {
      // Cancelled by an edit, after which it is asked again; or the server ended, and a new state will come.
      return [];
    }
  }

  /** When heat changed, the server asks for fresh hints. */
  private listen(client: LanguageClient, document: vscode.TextDocument): void {
    const provider = client.getFeature(InlayHintRequest.method).getProvider(document);
    if (provider !== undefined && this.refreshes?.of !== provider) {
      this.refreshes?.listening.dispose();
      this.refreshes = { of: provider, listening: provider.onDidChangeInlayHints.event(() => this.paintSoon()) };
    }
  }
}

function isPythonFile(editor: vscode.TextEditor): boolean {
  return editor.document.languageId === "python" && editor.document.uri.scheme === "file";
}

function shareOf(hint: InlayHint): number {
  return (hint.data as { share: number } | undefined)?.share ?? 0;
}

function decoration(extension: vscode.Uri, level: number): vscode.TextEditorDecorationType {
  const colour = new vscode.ThemeColor(`speedwright.heat${level + 1}`);
  const isHot = level >= LEVELS.length - 2;
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    gutterIconPath: vscode.Uri.joinPath(extension, "images", `heat-${level + 1}.svg`),
    gutterIconSize: "contain",
    overviewRulerColor: colour,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    ...(isHot ? { backgroundColor: new vscode.ThemeColor(`speedwright.heatBackground${level + 1}`) } : {}),
  });
}
