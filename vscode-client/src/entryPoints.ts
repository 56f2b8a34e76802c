/** Choosing the function or class of a file for which its hints are shown. */
import * as vscode from "vscode";
import type { Session } from "./session";
import { pythonEditor } from "./editors";

const COMMAND = "layerhints.selectEntryPoint";

interface EntryPoints {
  readonly selected: readonly string[];
  readonly entry_points: readonly { readonly symbol: string; readonly kind: "function" | "class"; readonly cell?: number; readonly line: number }[];
}

interface Choice extends vscode.QuickPickItem {
  readonly symbol: string | null;
}

export async function chooseEntryPoint(session: Session): Promise<void> {
  const file = pythonEditor()?.document.uri;
  const known = file && ((await session.run(COMMAND, file)) as EntryPoints | undefined);
  if (!file || !known) {
    return;
  }
  const chosen = await vscode.window.showQuickPick(choices(known), {
    title: "For which of these are hints shown?",
    placeHolder: "Functions and classes that nothing in this file uses",
    matchOnDescription: true,
  });
  if (chosen) {
    await session.run(COMMAND, file, chosen.symbol);
  }
}

function choices({ selected, entry_points }: EntryPoints): Choice[] {
  const found = entry_points.map(({ symbol, kind, cell, line }) => ({
    symbol,
    label: symbol,
    description: `${kind}, ${cell ? `cell ${cell}, ` : ""}line ${line}${selected.includes(symbol) ? " (hints are for it)" : ""}`,
  }));
  return [{ symbol: null, label: "Whatever the file itself runs", description: "or what stands first" }, ...found];
}
