/** The item among the language's statuses (the braces in the status bar) that says how the server is. */
import * as vscode from "vscode";
import type { Server } from "./server";

export const SELECTOR = [
  { language: "python", scheme: "file" },
  { language: "python", scheme: "untitled" },
  { language: "python", scheme: "vscode-notebook-cell" },
];

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("layerhints.status", SELECTOR);

  constructor() {
    this.item.name = "layerhints";
  }

  starting(): void {
    this.show("layerhints: starting", "", vscode.LanguageStatusSeverity.Information);
    this.item.busy = true;
  }

  running(server: Server): void {
    this.show(`layerhints ${server.version}: running`, server.origin, vscode.LanguageStatusSeverity.Information);
    this.item.command = { command: "layerhints.restart", title: "Restart" };
  }

  failed(reason: string): void {
    this.show("layerhints: failed", reason, vscode.LanguageStatusSeverity.Error);
    this.item.command = { command: "layerhints.showLog", title: "Show Log" };
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity): void {
    Object.assign(this.item, { text, detail, severity, busy: false, command: undefined });
  }
}
