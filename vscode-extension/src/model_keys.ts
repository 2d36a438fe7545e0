// The keys of models' endpoints: in VS Code's store of secrets, each for one endpoint, and never in a setting.

import * as vscode from "vscode";
import { endpointOf } from "./model_endpoint";
import { SECTION } from "./settings";

// The store tells nobody which secrets it has; the endpoints are none.
const ENDPOINTS = "modelEndpoints";

export class ModelKeys {
  private wanted: string | undefined;

  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly memory: vscode.Memento,
  ) {}

  /** The key of an endpoint: of no other, because a workspace may name any. Undefined where none is kept. */
  async of(baseUrl: string): Promise<string | undefined> {
    const endpoint = endpointOf(baseUrl);
    this.wanted = endpoint ?? this.wanted;
    return endpoint === undefined ? undefined : this.secrets.get(secretOf(endpoint));
  }

  /** Asks for an endpoint and its key, and keeps that. */
  async set(): Promise<void> {
    const endpoint = await this.askEndpoint();
    const key = endpoint && (await askKey(endpoint));
    if (endpoint && key) {
      await this.secrets.store(secretOf(endpoint), key);
      await this.memory.update(ENDPOINTS, [...new Set([...this.endpoints(), endpoint])].sort());
      void vscode.window.showInformationMessage(`The key of ${endpoint} is kept by VS Code, and sent nowhere else.`);
    }
  }

  /** Removes the key of an endpoint that the user picks. */
  async clear(): Promise<void> {
    const endpoints = this.endpoints();
    if (endpoints.length === 0) {
      void vscode.window.showInformationMessage("No key of a model is kept.");
      return;
    }
    const endpoint = await vscode.window.showQuickPick(endpoints, { title: "The endpoint whose key to remove" });
    if (endpoint !== undefined) {
      await this.secrets.delete(secretOf(endpoint));
      await this.memory.update(ENDPOINTS, endpoints.filter((each) => each !== endpoint));
      void vscode.window.showInformationMessage(`The key of ${endpoint} was removed.`);
    }
  }

  private endpoints(): string[] {
    return this.memory.get<string[]>(ENDPOINTS, []);
  }

  private async askEndpoint(): Promise<string | undefined> {
    const setting = vscode.workspace.getConfiguration(SECTION).get<string>("modelBaseUrl", "");
    const typed = await vscode.window.showInputBox({
      title: "The endpoint that the key is for (1/2)",
      prompt: "The base URL, as in the setting `modelBaseUrl`",
      placeHolder: "https://api.example.com/v1",
      value: setting || (this.wanted ?? ""),
      ignoreFocusOut: true,
      validateInput: (text) => (endpointOf(text) === undefined ? "A URL that begins with https:// or http://" : undefined),
    });
    return typed === undefined ? undefined : endpointOf(typed);
  }
}

async function askKey(endpoint: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: "The key (2/2)",
    prompt: `Kept in VS Code's store of secrets, and sent to ${endpoint} alone`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "The key; Escape leaves everything as it is" : undefined),
  });
  return typed?.trim();
}

function secretOf(endpoint: string): string {
  return `modelKey:${endpoint}`;
}
