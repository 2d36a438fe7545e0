// The commands that ask the server where time goes; it shows the heat as hints, lenses and diagnostics.

import * as vscode from "vscode";
import { cursor, document, type Requests } from "./requests";

/** Runs the current file, as it is saved. */
export const measureFile = (requests: Requests): Promise<void> => requests.here("speedwright.profileFile", document);

/** Runs the test around the cursor. */
export const measureTest = (requests: Requests): Promise<void> => requests.here("speedwright.profileTest", cursor);

/** Runs a command that the user types. */
export async function measureCommand(requests: Requests): Promise<void> {
  await executeTyped(requests, "speedwright.profileCommand", {
    title: "What to run and measure",
    placeHolder: "shop/run.py 1000, tests/test_shop.py::test_sum, -m shop, or any command",
  });
}

/** Looks into a process that runs already. */
export async function measureProcess(requests: Requests): Promise<void> {
  await executeTyped(requests, "speedwright.profileProcess", {
    title: "The number of the process (PID)",
    validateInput: (typed) => (/^\d*$/.test(typed.trim()) ? undefined : "A PID is a number"),
  });
}

/** Shows the profile in a file. */
export async function loadProfile(requests: Requests): Promise<void> {
  const client = requests.client();
  const files = client && (await vscode.window.showOpenDialog({ title: "A profile" }));
  if (client !== undefined && files?.[0] !== undefined) {
    await requests.execute("speedwright.loadProfile", [client.code2ProtocolConverter.asUri(files[0])]);
  }
}

/** Shows no heat any more. */
export async function clearProfile(requests: Requests): Promise<void> {
  await requests.execute("speedwright.clearProfile", []);
}

async function executeTyped(requests: Requests, command: string, options: vscode.InputBoxOptions): Promise<void> {
  const typed = requests.client() && (await vscode.window.showInputBox(options));
  if (typed) {
    await requests.execute(command, [typed.trim()]);
  }
}
