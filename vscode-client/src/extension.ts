/** Entry point: one session for the window, and the commands. */
import * as vscode from "vscode";
import { chooseEntryPoint } from "./entryPoints";
import { giveInputShape } from "./inputShapes";
import { onDidChangeInterpreter } from "./interpreters";
import { Session } from "./session";
import { Summaries } from "./summary";

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("layerhints", { log: true });
  const current = (session = new Session(context.extensionUri, log));
  const summaries = new Summaries((file) => current.summary(file));
  const restart = () => current.restart();
  context.subscriptions.push(
    log,
    summaries,
    vscode.commands.registerCommand("layerhints.restart", restart),
    vscode.commands.registerCommand("layerhints.showLog", () => log.show()),
    vscode.commands.registerCommand("layerhints.showSummary", () => summaries.show()),
    vscode.commands.registerCommand("layerhints.chooseEntryPoint", () => chooseEntryPoint(current)),
    vscode.commands.registerCommand("layerhints.giveInputShape", () => giveInputShape(current)),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("layerhints.interpreter")) {
        void restart();
      }
    }),
  );
  void restart();
  context.subscriptions.push(await onDidChangeInterpreter(() => current.interpreterSelected()));
}

export function deactivate(): Promise<void> | undefined {
  return session?.dispose();
}
