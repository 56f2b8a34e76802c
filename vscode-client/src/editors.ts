/** The editor that a command is about. */
import * as vscode from "vscode";
import { SELECTOR } from "./status";

/** The active editor if it shows Python; otherwise the person is told. */
export function pythonEditor(): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor && vscode.languages.match(SELECTOR, editor.document)) {
    return editor;
  }
  void vscode.window.showInformationMessage("layerhints looks at Python files: open one, and ask again.");
  return undefined;
}
