// The view of the evidence, as a tree.

import * as vscode from "vscode";
import { nodeOf, type Node } from "./nodes";
import type { EvidenceStore } from "./store";
import type { Verdict } from "./verdict";

export class EvidenceTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  private roots: Node[] = [];

  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly store: EvidenceStore) {}

  /** Shows what the store holds now. */
  refresh(): void {
    this.roots = this.store.all().map(nodeOf);
    this.changed.fire();
  }

  /** The line of the first of these functions that is known in a file; the best of it comes first. */
  find(file: string, names: readonly string[]): Node | undefined {
    const here = this.roots.filter((node) => node.verdict?.path === file);
    const found = names.map((name) => here.find((node) => `.${node.label}`.endsWith(`.${name}`)));
    return found.find((node) => node !== undefined);
  }

  /** The line of the verdict that is worth most among these. */
  best(verdicts: readonly Verdict[]): Node | undefined {
    return this.roots.find(({ verdict }) => verdict !== undefined && verdicts.includes(verdict));
  }

  /** How many are proven of the texts that stand there now. */
  get accepted(): number {
    return this.store.all().filter(({ verdict, stale }) => verdict.verdict === "accepted" && !stale).length;
  }

  getChildren(node?: Node): Node[] {
    return node === undefined ? this.roots : [...(node.children ?? [])];
  }

  getParent(node: Node): Node | undefined {
    return this.roots.find((root) => root.children?.includes(node));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const hasChildren = (node.children ?? []).length > 0;
    const isClosed = vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(node.label, hasChildren ? isClosed : vscode.TreeItemCollapsibleState.None);
    if (node.description !== undefined) {
      item.description = node.description;
    }
    if (node.tooltip !== undefined) {
      item.tooltip = node.tooltip;
    }
    if (node.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(node.icon, node.colour ? new vscode.ThemeColor(node.colour) : undefined);
    }
    if (node.action !== undefined) {
      item.command = { title: "", command: "speedwright.openEvidence", arguments: [node.action] };
    }
    return item;
  }
}
