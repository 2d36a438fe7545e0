// The language client: what is sent to the server, and what never is.

import * as vscode from "vscode";
import { LanguageClient, type Executable, type LanguageClientOptions, type Middleware } from "vscode-languageclient/node";
import { selectedInterpreter } from "./launching/python";
import { SECTION, chosen } from "./settings";

/** What the server can read. Only Python is rewritten; of the others it says where they are slow. */
export const LANGUAGES = [
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

const KEY_REQUEST = "speedwright/modelKey";

/** Runs a command of the server for something that was clicked: a lens, or an action of a menu. */
export type Execute = (command: string, args: unknown[]) => Promise<unknown>;

/** What the server may ask of the extension, beside what the protocol has. */
export interface Host {
  readonly execute: Execute;
  /** The key of a model's endpoint. */
  readonly keyOf: (baseUrl: string) => Promise<string | undefined>;
}

/** A client that is not started yet. */
export function createClient(host: Host, command: Executable, log: vscode.LogOutputChannel): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [
      ...LANGUAGES.map((language) => ({ scheme: "file", language })),
      { scheme: "vscode-notebook-cell", language: "python" },
    ],
    outputChannel: log,
    initializationOptions: { trusted: vscode.workspace.isTrusted, modelKey: true },
    initializationFailedHandler: () => false,
    middleware: middleware(host.execute),
  };
  const client = new LanguageClient(SECTION, "Speedwright", command, options);
  client.onRequest(KEY_REQUEST, async ({ baseUrl }: { baseUrl: string }) => (await host.keyOf(baseUrl)) ?? null);
  return client;
}

function middleware(execute: Execute): Middleware {
  return {
    executeCommand: (command, args) => execute(command, args),
    workspace: {
      configuration: async (params, token, next) => {
        const asked = await Promise.all(params.items.map((item) => answer(item.section, item.scopeUri)));
        if (asked.every((each) => each !== null)) {
          return asked;
        }
        const others = await next(params, token);
        return Array.isArray(others) ? others.map((other, position) => asked[position] ?? other) : others;
      },
    },
  };
}

/** Our settings of a folder; null for what is not ours. */
async function answer(section: string | undefined, scope: string | undefined): Promise<Record<string, unknown> | null> {
  if (section !== SECTION) {
    return null;
  }
  const resource = scope === undefined ? undefined : vscode.Uri.parse(scope);
  const settings = chosen(resource);
  // The interpreter that was selected for the folder is the user's choice as well.
  return { ...settings, python: settings["python"] ?? (await selectedInterpreter(resource)) ?? null };
}
