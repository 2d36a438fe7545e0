// Commands that the server executes; it shows progress and what came of them itself.

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Server } from "./server";

export type Client = NonNullable<Server["running"]>;

/** The conversation with the server, where it may run code; says what is missing otherwise. */
export function runningClient(server: Server): Client | undefined {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage("Speedwright runs no code of a workspace that is not trusted.");
    return undefined;
  }
  if (server.running === undefined) {
    void vscode.window.showWarningMessage("The Speedwright server is not running.");
  }
  return server.running;
}

/** Executes a command about the Python file in the active editor. */
export async function requestHere(
  server: Server,
  command: string,
  argumentsOf: (editor: vscode.TextEditor, client: Client) => unknown[],
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "python") {
    void vscode.window.showInformationMessage("Open a Python file first.");
    return;
  }
  const client = runningClient(server);
  if (client !== undefined) {
    await request(client, command, argumentsOf(editor, client));
  }
}

export async function request(client: Client, command: string, args: unknown[]): Promise<void> {
  try {
    await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** The document. */
export function document(editor: vscode.TextEditor, client: Client): unknown[] {
  return [client.code2ProtocolConverter.asUri(editor.document.uri)];
}

/** The document, and the cursor in it. */
export function cursor(editor: vscode.TextEditor, client: Client): unknown[] {
  return [...document(editor, client), client.code2ProtocolConverter.asPosition(editor.selection.active)];
}
