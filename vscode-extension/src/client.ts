// The language client: what is sent to the server, and what never is.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import { commandLine } from "./command_line";
import { SECTION, chosen, launch } from "./settings";

/** What the server can read. Only Python is rewritten; of the others it says where they are slow. */
const LANGUAGES = [
  "python",
  "javascript",
  "javascriptreact",
  "typescript",
  "typescriptreact",
  "java",
  "cpp",
  "go",
  "ruby",
];

/** A client that is not started yet. `home` is where the server process runs. */
export function createClient(home: string, log: vscode.LogOutputChannel): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
    outputChannel: log,
    initializationOptions: { trusted: vscode.workspace.isTrusted },
    initializationFailedHandler: () => false,
    middleware,
  };
  return new LanguageClient(SECTION, "Speedwright", commandLine(launch(), home), options);
}

const middleware: Middleware = {
  // All of the server's commands run the user's code.
  executeCommand: (command, args, next) => {
    if (!vscode.workspace.isTrusted) {
      throw new Error("Speedwright runs no code of a workspace that is not trusted.");
    }
    return next(command, args);
  },
  workspace: {
    configuration: async (params, token, next) => {
      const asked = params.items.map((item) =>
        item.section === SECTION ? chosen(item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri)) : null,
      );
      if (asked.every((answer) => answer !== null)) {
        return asked;
      }
      const others = await next(params, token);
      return Array.isArray(others) ? others.map((other, position) => asked[position] ?? other) : others;
    },
  },
};
