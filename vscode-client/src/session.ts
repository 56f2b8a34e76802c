/** One running server at a time: starting it, starting it anew, and saying so when it does not run. */
import * as vscode from "vscode";
import { CloseAction, ErrorAction, type ErrorHandler, ExecuteCommandRequest, LanguageClient, State } from "vscode-languageclient/node";
import { selectedInterpreter } from "./interpreters";
import { findServer, type Server } from "./server";
import { SELECTOR, Status } from "./status";

const NO_SERVER = "No layerhints server runs. The command “layerhints: Show the Log” says why.";
const CRASHES_ALLOWED = 3;
const CRASH_WINDOW = 3 * 60_000; // ms

export class Session implements vscode.Disposable {
  private readonly status = new Status();
  private client: LanguageClient | undefined;
  private selected: string | undefined;
  /** A failing start may be heard of twice, from the start and from the connection: it is told once. */
  private told = false;
  /** Every start waits for the one before it, however fast the command is repeated. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  restart(): Promise<void> {
    this.last = this.last.then(() => this.stop()).then(() => this.start());
    return this.last;
  }

  /** The Python extension announces its selection also when that is the one we know. */
  async interpreterSelected(): Promise<void> {
    await this.last;
    if ((await selectedInterpreter()) !== this.selected) {
      await this.restart();
    }
  }

  /** What the server prints of the models in a file that is open, or why it does not. */
  async summary(file: vscode.Uri): Promise<string> {
    await this.last;
    if (this.client?.state !== State.Running) {
      return `${NO_SERVER}\n`;
    }
    const text = (await this.execute(this.client, "layerhints.summary", file)) as string | null;
    return text ?? "The file is closed. Open it, and ask for its summary again.\n";
  }

  /** What a command of the server gives for a file; if it fails the person is told why. */
  async run(command: string, file: vscode.Uri, ...rest: unknown[]): Promise<unknown> {
    await this.last;
    try {
      if (this.client?.state !== State.Running) {
        throw new Error(NO_SERVER);
      }
      return await this.execute(this.client, command, file, ...rest);
    } catch (error) {
      void vscode.window.showErrorMessage(`layerhints: ${(error as Error).message}`);
      return undefined;
    }
  }

  private execute(client: LanguageClient, command: string, file: vscode.Uri, ...rest: unknown[]): Promise<unknown> {
    const of = client.code2ProtocolConverter.asUri(file);
    return client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [of, ...rest] });
  }

  dispose(): Promise<void> {
    this.status.dispose();
    return this.stop();
  }

  private async start(): Promise<void> {
    this.status.starting();
    this.told = false;
    try {
      this.selected = await selectedInterpreter();
      const server = await findServer(this.extension, this.selected, this.log);
      this.log.info(`starting layerhints ${server.version} (${server.origin}): ${server.command.join(" ")}`);
      this.client = this.connect(server);
      await this.client.start();
    } catch (error) {
      this.fail((error as Error).message);
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      // A server that has crashed cannot be asked to stop, and need not be.
      await client.dispose().catch((error: Error) => this.log.debug(`stopping: ${error.message}`));
    }
  }

  private connect(server: Server): LanguageClient {
    const [command, ...args] = server.command;
    const client: LanguageClient = new QuietClient(
      "layerhints",
      "layerhints",
      { command, args: [...args, "server", "--stdio"], options: server.options },
      {
        documentSelector: SELECTOR,
        outputChannel: this.log,
        initializationOptions: () => ({ layerhints: this.withEnvironment(vscode.workspace.getConfiguration().get("layerhints", {})) }),
        middleware: {
          workspace: {
            configuration: async (params, token, next) => {
              const answers = await next(params, token);
              return Array.isArray(answers)
                ? answers.map((answer, index) => (params.items[index].section === "layerhints" ? this.withEnvironment(answer) : answer))
                : answers;
            },
          },
        },
        errorHandler: this.crashes(() => client.state === State.Running),
      },
    );
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        this.told = false;
        this.status.running(server);
      } else if (newState === State.Starting) {
        this.status.starting();
      }
    });
    return client;
  }

  /** Models run in the interpreter that is selected in the Python extension, unless our own setting says otherwise. */
  private withEnvironment(settings: { readonly python?: string }): object {
    return { ...settings, python: settings.python || this.selected || "" };
  }

  /** A server that dies while it runs is started again, unless it keeps dying or never came up. */
  private crashes(wasRunning: () => boolean): ErrorHandler {
    let recent: number[] = [];
    return {
      error: (_error, _message, count) => ({
        action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      }),
      closed: () => {
        const now = Date.now();
        recent = [...recent.filter((time) => now - time < CRASH_WINDOW), now];
        if (wasRunning() && recent.length <= CRASHES_ALLOWED) {
          return { action: CloseAction.Restart, message: "the server stopped and is started again", handled: true };
        }
        this.fail(
          recent.length > 1
            ? `The layerhints server has stopped ${recent.length} times within three minutes. The log says why; ` +
                "“layerhints: Restart the Server” tries again."
            : "The layerhints server stopped before it was ready. The log says why.",
        );
        return { action: CloseAction.DoNotRestart, message: "the server stopped", handled: true };
      },
    };
  }

  private fail(reason: string): void {
    this.log.error(reason);
    if (this.told) {
      return;
    }
    this.told = true;
    this.status.failed(reason);
    const actions: Record<string, () => unknown> = {
      "Restart": () => this.restart(),
      "Show Log": () => this.log.show(),
      "Open Settings": () => vscode.commands.executeCommand("workbench.action.openSettings", "layerhints.interpreter"),
    };
    void vscode.window.showErrorMessage(reason, ...Object.keys(actions)).then((chosen) => chosen && actions[chosen]?.());
  }
}

/** Keeps the protocol's errors in the log: what a person can do something about, the session says once and in words. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}
