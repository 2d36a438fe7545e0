// The view of the evidence, as a tree.

import * as vscode from "vscode";
import { nodeOf, type Node } from "./nodes";
import type { EvidenceStore } from "./store";

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

  /** The line of the function that ends in this name, in a file; the best of it comes first. */
  find(file: string, name: string | undefined): Node | undefined {
    const here = this.roots.filter((node) => node.verdict?.path === file);
    return here.find((node) => name !== undefined && `.${node.label}`.endsWith(`.${name}`)) ?? here[0];
  }

  /** How many lines the view has, by outcome. */
  get accepted(): number {
    return this.roots.filter((node) => node.verdict?.verdict === "accepted").length;
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
