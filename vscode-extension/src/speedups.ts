// The commands that ask the server for proven speedups.

import { cursor, document, type Requests } from "./requests";

/** Looks for speedups in the function around the cursor. */
export const findInFunction = (requests: Requests): Promise<void> =>
  requests.here("speedwright.improveFunction", cursor);

/** Looks for speedups in the whole file. */
export const findInFile = (requests: Requests): Promise<void> => requests.here("speedwright.improveFile", document);

/** Has a model write versions of the function around the cursor; the server asks before it sends anything. */
export const askModelHere = (requests: Requests): Promise<void> => requests.here("speedwright.askModel", cursor);
