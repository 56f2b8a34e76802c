/** The summary of a file's models, in a read-only editor beside it; it follows whenever the file is as it is on disk. */
import * as vscode from "vscode";
import { pythonEditor } from "./editors";

const SCHEME = "layerhints-summary";

export class Summaries implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registrations = [
    this.changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.workspace.onDidSaveTextDocument((file) => this.follow(file)),
    vscode.workspace.onDidSaveNotebookDocument((notebook) => notebook.getCells().forEach((cell) => this.follow(cell.document))),
    vscode.workspace.onDidChangeTextDocument(({ document }) => document.isDirty || this.follow(document)), // changed on disk
  ];

  constructor(private readonly ask: (file: vscode.Uri) => Promise<string>) {}

  dispose(): void {
    this.registrations.forEach((registration) => registration.dispose());
  }

  async show(): Promise<void> {
    const editor = pythonEditor();
    if (!editor) {
      return;
    }
    const summary = summaryOf(editor.document.uri);
    this.changed.fire(summary); // it may be open already, with what was true then
    await vscode.window.showTextDocument(summary, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  private follow(file: vscode.TextDocument): void {
    if (file.uri.scheme !== SCHEME) {
      this.changed.fire(summaryOf(file.uri));
    }
  }

  provideTextDocumentContent(summary: vscode.Uri): Promise<string> {
    return this.ask(vscode.Uri.parse(summary.query));
  }
}

/** Named as the tab is to be called (not ending as Python does: it is no Python), with the file's address as its query. */
function summaryOf(file: vscode.Uri): vscode.Uri {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return vscode.Uri.from({ scheme: SCHEME, path: `${name}: summary`, query: file.toString() });
}
