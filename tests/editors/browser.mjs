// Drives Visual Studio Code in a headless Chromium: reads one JSON command a line, answers each with one JSON line.
// Every command waits for what it is about to appear, and fails, saying what it waited for, when it does not.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { PLAYWRIGHT, CHROMIUM } = process.env;
const { chromium } = createRequire(import.meta.url)(PLAYWRIGHT);
const PATIENCE = 60_000; // ms

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const page = await browser.newPage({ viewport: { width: 980, height: 880 } });
page.setDefaultTimeout(PATIENCE);

/** Waits until a function of the page's own returns something true, and gives that. */
async function eventually(what, inPage, argument) {
  const handle = await page.waitForFunction(inPage, argument, { polling: 50 }).catch((error) => {
    throw new Error(`in vain waited for ${what}: ${error.message.split("\n")[0]}`);
  });
  return handle.jsonValue();
}

/** Where a text stands on the screen: the middle of its first character in the editor. */
function place(text) {
  return eventually(`${text} on the screen`, (wanted) => {
    for (const line of document.querySelectorAll(".monaco-editor .view-lines .view-line")) {
      // A line is cut into spans wherever its colour changes: find the character, then ask where it is drawn.
      const nodes = [];
      for (const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT); walk.nextNode(); ) nodes.push(walk.currentNode);
      let start = nodes.map((node) => node.data).join("").replaceAll("\u00a0", " ").indexOf(wanted);
      if (start < 0) continue;
      const node = nodes.find((node) => start < node.data.length || ((start -= node.data.length), false));
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + 1);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    return null;
  }, text);
}

const commands = {
  async open({ url, file }) {
    const address = new URL(url);
    const open = JSON.stringify([["openFile", `vscode-remote://${address.host}${file}`]]);
    address.searchParams.set("folder", file.slice(0, file.lastIndexOf("/")));
    address.searchParams.set("payload", open);
    await page.goto(address.href);
    await page.waitForSelector(".monaco-editor .view-line");
  },

  /** The lines of the editor that are on the screen, with the hints in them. */
  async lines({ containing }) {
    return eventually(`a line with ${containing}`, (wanted) => {
      const lines = [...document.querySelectorAll(".monaco-editor .view-lines .view-line")]
        .sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top)
        .map((line) => line.textContent.replaceAll("\u00a0", " "));
      return lines.some((line) => line.includes(wanted)) && lines;
    }, containing);
  },

  async hover({ over, containing }) {
    const visible = () => [...document.querySelectorAll(".monaco-hover")].filter((hover) => hover.offsetHeight).map((hover) => hover.innerText.replaceAll("\u00a0", " "));
    let shown = [];
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; ) {
      // An earlier hover must go first, or it would be taken for this one; and the editor may scroll under the mouse.
      await page.mouse.move(560, 20);
      await page.keyboard.press("Escape");
      await eventually("the last hover to go", () => ![...document.querySelectorAll(".monaco-hover")].some((hover) => hover.offsetHeight));
      const { x, y } = await place(over);
      await page.mouse.move(x, y, { steps: 3 });
      for (const soon = Date.now() + 4000; Date.now() < soon; await page.waitForTimeout(50)) {
        shown = await page.evaluate(visible);
        const found = shown.find((text) => text.includes(containing));
        if (found) return found;
      }
    }
    throw new Error(`in vain waited for a hover over ${over} that says ${containing}; shown is ${JSON.stringify(shown)}`);
  },

  /** Clicks a link in the hover that is open, and gives what the status bar then says of the cursor. */
  async follow({ link }) {
    const position = () => document.querySelector("#status\\.editor\\.selection")?.innerText;
    const before = await page.evaluate(position);
    await page.locator(".monaco-hover a", { hasText: link }).first().click();
    return eventually("the cursor to move", (before) => {
      const now = document.querySelector("#status\\.editor\\.selection")?.innerText;
      return now && now !== before && now;
    }, before);
  },

  /** What the panel below the editor shows: the problems, or a log. */
  async panel({ containing }) {
    return eventually(`a panel that says ${containing}`, (wanted) => {
      const text = document.querySelector(".part.panel")?.innerText.replaceAll("\u00a0", " ");
      return text?.includes(wanted) && text;
    }, containing);
  },

  /** Puts the cursor at a text; two clicks select its first word. */
  async click({ on, times = 1 }) {
    const { x, y } = await place(on);
    await page.mouse.click(x, y, { clickCount: times });
  },

  /** The rows of the outline beside the editor, once one of them says something. */
  async outline({ containing }) {
    return eventually(`a row of the outline with ${containing}`, (wanted) => {
      const rows = [...document.querySelectorAll(".outline-tree .monaco-list-row")].map((row) => row.innerText.replaceAll("\n", " "));
      return rows.some((row) => row.includes(wanted)) && rows;
    }, containing);
  },

  /** Asks what may be written at the cursor, and gives what is offered once it begins with something. */
  async suggest({ beginning }) {
    await page.keyboard.press("Control+Space");
    return eventually(`${beginning} among the suggestions`, (wanted) => {
      const rows = [...document.querySelectorAll(".suggest-widget.visible .monaco-list-row")].map((row) => row.innerText.replaceAll("\n", " "));
      return rows[0]?.startsWith(wanted) && rows;
    }, beginning);
  },

  async press({ key }) {
    await page.keyboard.press(key);
  },

  /** Clicks a lens. */
  async lens({ title }) {
    await page.locator(".codelens-decoration a", { hasText: title }).click();
  },

  /** Runs a command; what it asks for then is answered: a text, or the beginning of what is chosen. */
  async command({ title, answer }) {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    const input = page.locator(".quick-input-widget input.input");
    await input.waitFor();
    await input.fill(`>${title}`);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor();
    await page.keyboard.press("Enter");
    if (answer !== undefined) {
      await eventually("a question", () => {
        const asked = document.querySelector(".quick-input-widget input.input");
        return asked && !asked.value.startsWith(">") && document.querySelector(".quick-input-title")?.innerText;
      });
      await page.keyboard.type(answer);
      await page.keyboard.press("Enter");
    }
    await input.waitFor({ state: "hidden" });
  },

  /** Waits for a menu of offers, of which the first is selected. */
  async offers({ first }) {
    await page.locator(".action-widget .monaco-list-row.focused", { hasText: first }).waitFor();
  },

  /** What the status of the language, the braces in the status bar, says when it is clicked. */
  async status({ containing }) {
    const read = () => [...document.querySelectorAll(".hover-language-status")].map((entry) => entry.innerText.replaceAll("\u00a0", " "));
    let entries = [];
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; ) {
      // The status bar may shift under the mouse while extensions start, and what it shows may be from before.
      await page.mouse.move(480, 20);
      // What pops up when the mouse has just left stays, over the status, until the mouse was on it.
      await page.locator("#status\\.languageStatus").first().hover({ force: true });
      await page.waitForFunction(() => document.querySelector(".hover-language-status"), null, { timeout: 1000 }).catch(() => null);
      entries = await page.evaluate(read);
      const found = entries.find((text) => text.includes(containing));
      if (found) {
        await page.mouse.move(480, 20);
        return found;
      }
    }
    throw new Error(`in vain waited for a status that says ${containing}; it says ${JSON.stringify(entries)}`);
  },

  async notification({ containing }) {
    return eventually(`a notification that says ${containing}`, (wanted) =>
      [...document.querySelectorAll(".notification-list-item-message")].map((message) => message.innerText).find((text) => text.includes(wanted)), containing);
  },

  async screenshot({ path }) {
    await page.waitForTimeout(300); // what fades in has faded in
    await page.screenshot({ path });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...parameters } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ result: (await commands[command](parameters)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: `${command}: ${error.message}` }));
  }
}
await browser.close();
