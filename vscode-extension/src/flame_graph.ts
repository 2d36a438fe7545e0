// The last profile as a flame graph. It has to be drawn and searched, which no native view can.

import * as vscode from "vscode";
import type { Requests } from "./requests";

/** Shows the page that the server makes; it says what is missing where nothing was profiled. */
export async function openFlameGraph(requests: Requests): Promise<void> {
  const client = requests.client();
  if (client === undefined) {
    return;
  }
  try {
    const { html } = (await requests.ask(client, "speedwright.flameGraph")) as { html: string };
    const options = { enableScripts: true, localResourceRoots: [], retainContextWhenHidden: false };
    const panel = vscode.window.createWebviewPanel("speedwright.flameGraph", "Flame graph", vscode.ViewColumn.Active, options);
    panel.webview.html = html;
  } catch (error) {
    void vscode.window.showInformationMessage(error instanceof Error ? error.message : String(error));
  }
}
