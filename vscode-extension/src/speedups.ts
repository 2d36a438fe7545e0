// The commands that ask the server for proven speedups.

import { cursor, document, requestHere } from "./requests";
import type { Server } from "./server";

/** Looks for speedups in the function around the cursor. */
export async function findInFunction(server: Server): Promise<void> {
  await requestHere(server, "speedwright.improveFunction", cursor);
}

/** Looks for speedups in the whole file. */
export async function findInFile(server: Server): Promise<void> {
  await requestHere(server, "speedwright.improveFile", document);
}
