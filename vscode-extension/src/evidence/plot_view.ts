// The plot beside the tree. Trees cannot draw, so this is a web view: one picture, without scripts.

import * as vscode from "vscode";
import { plot } from "./plot";
import type { Verdict } from "./verdict";
import { interval } from "./wording";

const NOTHING = "Select a function in the evidence, and its speedup at each size is drawn here.";

export class PlotView implements vscode.WebviewViewProvider {
  private view: vscode.WebviewView | undefined;
  private shown: Verdict | undefined;

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    view.webview.options = { enableScripts: false, localResourceRoots: [] };
    view.onDidDispose(() => {
      this.view = undefined;
    });
    this.draw();
  }

  /** Draws the measurement of a verdict. */
  show(verdict: Verdict | undefined): void {
    this.shown = verdict;
    this.draw();
  }

  private draw(): void {
    if (this.view !== undefined) {
      this.view.webview.html = page(this.shown === undefined ? `<p>${NOTHING}</p>` : picture(this.shown));
    }
  }
}

function picture(verdict: Verdict): string {
  const { measurement } = verdict;
  const drawn = measurement === null ? undefined : plot(measurement);
  if (measurement === null || drawn === undefined) {
    return `<p>${escaped(verdict.function)}: nothing was measured, because ${escaped(verdict.reason)}</p>`;
  }
  const growth = measurement.complexity;
  const grows = growth === null ? "" : `, from ${growth.from} to ${growth.to}`;
  return `<p><b>${escaped(verdict.function)}</b> ${interval(measurement)} as fast${escaped(grows)}</p>${drawn}
    <p class="legend"><span class="dot realistic"></span> realistic sizes <span class="dot"></span> sizes of a ladder; bars are intervals</p>`;
}

function page(body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${STYLE}</style>
</head>
<body>${body}</body>
</html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const STYLE = `
body { color: var(--vscode-foreground); font: var(--vscode-font-size) var(--vscode-font-family); padding: 0 8px; }
p { margin: 4px 0; }
svg { display: block; max-height: calc(100vh - 60px); width: 100%; }
text { fill: var(--vscode-descriptionForeground); font-size: 12px; }
.tick { text-anchor: end; }
.size, .axis { text-anchor: middle; }
.grid { stroke: var(--vscode-charts-lines); opacity: 0.35; }
.equal { stroke: var(--vscode-foreground); stroke-dasharray: 5 4; opacity: 0.7; }
.interval { fill: var(--vscode-charts-green); opacity: 0.18; }
.ratio { fill: none; stroke: var(--vscode-charts-green); stroke-width: 2; }
.bar { stroke: var(--vscode-charts-green); stroke-width: 1.5; }
circle { fill: var(--vscode-panel-background); stroke: var(--vscode-charts-green); stroke-width: 2; }
circle.realistic { fill: var(--vscode-charts-green); }
.legend { color: var(--vscode-descriptionForeground); }
.dot { border: 2px solid var(--vscode-charts-green); border-radius: 50%; display: inline-block; height: 6px; margin: 0 4px 0 8px; width: 6px; }
.dot.realistic { background: var(--vscode-charts-green); margin-left: 0; }
`;
