// The commands that ask the server where time goes; it shows the heat as hints, lenses and diagnostics.

import * as vscode from "vscode";
import { cursor, document, request, requestHere, runningClient } from "./requests";
import type { Server } from "./server";

/** Runs the current file, as it is saved. */
export async function measureFile(server: Server): Promise<void> {
  await requestHere(server, "speedwright.profileFile", document);
}

/** Runs the test around the cursor. */
export async function measureTest(server: Server): Promise<void> {
  await requestHere(server, "speedwright.profileTest", cursor);
}

/** Runs a command that the user types. */
export async function measureCommand(server: Server): Promise<void> {
  await requestTyped(server, "speedwright.profileCommand", {
    title: "What to run and measure",
    placeHolder: "shop/run.py 1000, tests/test_shop.py::test_sum, -m shop, or any command",
  });
}

/** Looks into a process that runs already. */
export async function measureProcess(server: Server): Promise<void> {
  await requestTyped(server, "speedwright.profileProcess", { title: "The number of the process (PID)" });
}

/** Shows the profile in a file. */
export async function loadProfile(server: Server): Promise<void> {
  const client = runningClient(server);
  const files = client && (await vscode.window.showOpenDialog({ title: "A profile" }));
  if (client !== undefined && files?.[0] !== undefined) {
    await request(client, "speedwright.loadProfile", [client.code2ProtocolConverter.asUri(files[0])]);
  }
}

/** Shows no heat any more. */
export async function clearProfile(server: Server): Promise<void> {
  const client = runningClient(server);
  if (client !== undefined) {
    await request(client, "speedwright.clearProfile", []);
  }
}

async function requestTyped(server: Server, command: string, options: vscode.InputBoxOptions): Promise<void> {
  const client = runningClient(server);
  const typed = client && (await vscode.window.showInputBox(options));
  if (client !== undefined && typed) {
    await request(client, command, [typed]);
  }
}
