// The commands that ask the server for proven speedups; it shows progress and offers what it found itself.

import * as vscode from "vscode";
import { ExecuteCommandRequest } from "vscode-languageclient/node";
import type { Server } from "./server";

/** Looks for speedups in the function around the cursor. */
export async function findInFunction(server: Server): Promise<void> {
  await find(server, "speedwright.improveFunction", (editor, client) => [
    client.code2ProtocolConverter.asUri(editor.document.uri),
    client.code2ProtocolConverter.asPosition(editor.selection.active),
  ]);
}

/** Looks for speedups in the whole file. */
export async function findInFile(server: Server): Promise<void> {
  await find(server, "speedwright.improveFile", (editor, client) => [
    client.code2ProtocolConverter.asUri(editor.document.uri),
  ]);
}

type Client = NonNullable<Server["running"]>;

async function find(
  server: Server,
  command: string,
  argumentsOf: (editor: vscode.TextEditor, client: Client) => unknown[],
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = server.running;
  if (editor?.document.languageId !== "python") {
    void vscode.window.showInformationMessage("Open a Python file first.");
  } else if (!vscode.workspace.isTrusted) {
    void vscode.window.showInformationMessage("Speedwright runs no code of a workspace that is not trusted.");
  } else if (client === undefined) {
    void vscode.window.showWarningMessage("The Speedwright server is not running.");
  } else {
    await request(client, command, argumentsOf(editor, client));
  }
}

async function request(client: Client, command: string, args: unknown[]): Promise<void> {
  try {
    await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}
