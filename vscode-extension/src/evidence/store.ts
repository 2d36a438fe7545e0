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
  private readonly editedAt = new Map<string, number>();
  private edits = 0;

  /** Stands for the texts as they are now: what begins now is about these. */
  get moment(): number {
    return this.edits;
  }

  /**
   * Takes what a search or the receipts told, of the texts that stood there at `moment`; what is known of the same
   * change of the same function gives way.
   */
  take(verdicts: readonly Verdict[], moment: number): void {
    for (const verdict of verdicts) {
      const file = path.normalize(verdict.path);
      const stale = (this.editedAt.get(file) ?? 0) > moment;
      const others = (this.byPath.get(file) ?? []).filter((known) => !givesWay(known, verdict));
      this.byPath.set(file, [...others, { verdict, stale }]);
    }
  }

  /** Marks what is known of a file whose text changed. Whether that is news. */
  changed(file: string): boolean {
    const normal = path.normalize(file);
    this.edits += 1;
    this.editedAt.set(normal, this.edits);
    const known = this.byPath.get(normal);
    if (known === undefined || known.every((each) => each.stale)) {
      return false;
    }
    this.byPath.set(normal, known.map(({ verdict }) => ({ verdict, stale: true })));
    return true;
  }

  /** Whether anything is known of a file that is about an earlier text of it. */
  isStale(file: string): boolean {
    return (this.byPath.get(path.normalize(file)) ?? []).some(({ stale }) => stale);
  }

  /** Forgets what is known of a file that is gone. Whether that is news. */
  forget(file: string): boolean {
    return this.byPath.delete(path.normalize(file));
  }

  /** All that is known: the files by name; in each what was accepted first, the fastest before the others. */
  all(): Known[] {
    const files = [...this.byPath.keys()].sort();
    return files.flatMap((file) => [...(this.byPath.get(file) ?? [])].sort(byWorth));
  }
}

/** One skill may have several places in a function, told apart by their diffs; after an edit these are others. */
function givesWay(known: Known, later: Verdict): boolean {
  const { verdict: earlier, stale } = known;
  const isSameKind = earlier.function === later.function && earlier.skills.join() === later.skills.join();
  return isSameKind && (stale || earlier.diff === later.diff);
}

function byWorth(one: Known, other: Known): number {
  return rank(other) - rank(one);
}

function rank({ verdict }: Known): number {
  return verdict.verdict === "accepted" ? 1 + (verdict.measurement?.low ?? 0) : 0;
}
