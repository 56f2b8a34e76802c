/** Giving an input of the class or function around the cursor a shape, which the server writes as a comment. */
import * as vscode from "vscode";
import { pythonEditor } from "./editors";
import type { Session } from "./session";

export async function giveInputShape(session: Session): Promise<void> {
  const editor = pythonEditor();
  if (!editor) {
    return;
  }
  const { document, selection } = editor;
  const shape = await vscode.window.showInputBox({
    title: "The shape of an input of the class or function around the cursor",
    prompt: "Sizes are numbers or names; without a name of its own the shape is that of the first input",
    placeHolder: "x=N,3,224,224",
  });
  if (shape) {
    const { line, character } = selection.active;
    await session.run("layerhints.setInputShape", document.uri, { line, character }, shape);
  }
}
