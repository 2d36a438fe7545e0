// The verdicts that are known, by file, and whether they are about the text that stands there now.

import * as path from "node:path";
import type { Verdict } from "./verdict";

/** A verdict and the state of its document: `stale` where the text has changed since. */
export interface Known {
  readonly verdict: Verdict;
  readonly stale: boolean;
}

export class EvidenceStore {
  private readonly byPath = new Map<string, Known[]>();

  /** Takes what a search or the receipts told; what is known of the same change of the same function gives way. */
  take(verdicts: readonly Verdict[]): void {
    for (const verdict of verdicts) {
      const file = path.normalize(verdict.path);
      const others = (this.byPath.get(file) ?? []).filter((known) => !isSame(known.verdict, verdict));
      this.byPath.set(file, [...others, { verdict, stale: false }]);
    }
  }

  /** Marks what is known of a file whose text changed. Whether that is news. */
  changed(file: string): boolean {
    const known = this.byPath.get(path.normalize(file));
    if (known === undefined || known.every((each) => each.stale)) {
      return false;
    }
    this.byPath.set(path.normalize(file), known.map(({ verdict }) => ({ verdict, stale: true })));
    return true;
  }

  /** Forgets what is known of a file, and so of its earlier texts. */
  forget(file: string): void {
    this.byPath.delete(path.normalize(file));
  }

  /** All that is known: the files by name; in each what was accepted first, the fastest before the others. */
  all(): Known[] {
    const files = [...this.byPath.keys()].sort();
    return files.flatMap((file) => [...(this.byPath.get(file) ?? [])].sort(byWorth));
  }
}

function isSame(one: Verdict, other: Verdict): boolean {
  return one.function === other.function && one.skills.join() === other.skills.join();
}

function byWorth(one: Known, other: Known): number {
  return rank(other) - rank(one);
}

function rank({ verdict }: Known): number {
  return verdict.verdict === "accepted" ? 1 + (verdict.measurement?.low ?? 0) : 0;
}
