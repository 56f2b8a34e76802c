/** Where the server comes from. */
import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { type Command, configuredInterpreter } from "./interpreters";

/** A server that has answered `--version`. */
export interface Server {
  readonly command: Command;
  readonly version: string;
  /** How it was found, for the log and the status. */
  readonly origin: string;
  readonly options: LaunchOptions;
}

export interface LaunchOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** No server could be found; the message says what to do about it. */
export class NoServer extends Error {}

const ON_PATH: Command[] = process.platform === "win32" ? [["py", "-3"], ["python3"], ["python"]] : [["python3"], ["python"]];

/**
 * The first that answers of: the setting's interpreter, the Python extension's, `layerhints` and `python3` on PATH, each
 * with the layerhints that is installed there; then the server bundled with this extension, on the first of these
 * interpreters that can run it. An interpreter that the setting names is used or reported, never passed over.
 */
export async function findServer(
  extension: vscode.Uri,
  selected: string | undefined,
  log: vscode.LogOutputChannel,
): Promise<Server> {
  // Python looks for modules in the working directory too. Were that the workspace, its `types.py` would be run.
  const options = { cwd: extension.fsPath, env: { ...process.env, PYTHONSAFEPATH: "1", PYTHONUTF8: "1" } };
  const failures: string[] = [];
  const answering = async (command: Command, origin: string): Promise<Server | undefined> => {
    try {
      const version = await askVersion(command, options);
      return { command, version, origin, options };
    } catch (error) {
      failures.push((error as Error).message);
      log.debug(`not ${command.join(" ")}: ${(error as Error).message}`);
      return undefined;
    }
  };
  const installed = (python: Command, origin: string) => answering([...python, "-m", "layerhints"], origin);
  const start = vscode.Uri.joinPath(extension, "bundled", "start.py").fsPath;
  const bundled = (python: Command) => answering([...python, "-I", start], `bundled with the extension, run by ${python.join(" ")}`);

  const configured = configuredInterpreter();
  if (configured) {
    const server = (await installed(configured, "layerhints.interpreter")) ?? (await bundled(configured));
    if (!server) {
      throw new NoServer(
        `The setting layerhints.interpreter names ${configured.join(" ")}, which cannot run the server: ${failures.at(-1)}. ` +
          "Let it name a Python 3.10 or newer, or remove it.",
      );
    }
    return server;
  }

  const chosen: Command[] = selected ? [[selected]] : [];
  const candidates = [
    ...chosen.map((python) => () => installed(python, "the Python extension's interpreter")),
    // The console script stands on PATH also where its Python does not: pipx and uv put it there.
    () => answering(["layerhints"], "PATH"),
    ...ON_PATH.map((python) => () => installed(python, `${python.join(" ")} on PATH`)),
    ...[...chosen, ...ON_PATH].map((python) => () => bundled(python)),
  ];
  for (const candidate of candidates) {
    const server = await candidate();
    if (server) {
      return server;
    }
  }
  throw new NoServer(
    "layerhints found no Python that can run its server. Install Python 3.10 or newer, or name one in the setting " +
      `layerhints.interpreter. (${failures.at(-1)})`,
  );
}

function askVersion(command: Command, options: LaunchOptions): Promise<string> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(program, [...args, "--version"], { ...options, timeout: 20_000 }, (error, stdout, stderr) => {
      const version = /^layerhints (\S+)/m.exec(stdout)?.[1];
      if (!error && version) {
        resolve(version);
      } else {
        // Of a Python traceback the last line is the one that says what is wrong.
        reject(new Error(stderr.trim().split("\n").at(-1) || error?.message || `--version answered “${stdout.trim()}”`));
      }
    });
  });
}
