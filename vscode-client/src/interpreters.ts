/** The interpreters that a person has chosen: by our own setting, or in the Python extension. */
import * as os from "node:os";
import * as vscode from "vscode";

/** A program and the arguments that come before ours. */
export type Command = readonly [program: string, ...args: string[]];

/** The part that we use of what the extension `ms-python.python` exports. */
interface PythonExtension {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string };
    resolveEnvironment(environment: { readonly path: string }): Promise<{ readonly executable: { readonly uri?: vscode.Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

/** What the setting `layerhints.interpreter` says. An untrusted workspace's own value never reaches us. */
export function configuredInterpreter(): Command | undefined {
  const value = vscode.workspace.getConfiguration("layerhints").get<string | string[] | null>("interpreter");
  const [program, ...args] = (typeof value === "string" ? [value] : value ?? []).map(withFolders);
  return program ? [program, ...args] : undefined;
}

/** The interpreter that is selected in the Python extension, where that is installed and the workspace is trusted. */
export async function selectedInterpreter(): Promise<string | undefined> {
  // The selection may well be a program that lies in the workspace.
  const environments = vscode.workspace.isTrusted ? (await pythonExtension())?.environments : undefined;
  const selected = environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
  return selected && (await environments?.resolveEnvironment(selected))?.executable.uri?.fsPath;
}

export async function onDidChangeInterpreter(listener: () => void): Promise<vscode.Disposable> {
  const environments = (await pythonExtension())?.environments;
  return environments?.onDidChangeActiveEnvironmentPath(listener) ?? new vscode.Disposable(() => {});
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  // Its absence is ordinary and its failure to start is its own to report: we go on without.
  return extension && Promise.resolve(extension.activate()).catch(() => undefined);
}

function withFolders(text: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return text.replace(/^~(?=$|[\\/])/, os.homedir()).replaceAll("${workspaceFolder}", folder ?? "${workspaceFolder}");
}
