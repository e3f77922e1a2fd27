// @ts-check
/** The page: its parts put together. */
import { Away, posted } from "./ask.mjs";
import { listen as listenToButtons } from "./buttons.mjs";
import { Editor, bundle } from "./editor.mjs";
import { files } from "./files.mjs";
import { listen as listenToKeys } from "./keys.mjs";
import { mistakes } from "./mistakes.mjs";
import { naming } from "./naming.mjs";
import { Outline } from "./outline.mjs";
import { at, excuse, keepFacts, page, say, view } from "./page.mjs";
import { Morph, select, tabs } from "./panes.mjs";
import { questions } from "./questions.mjs";
import { element } from "./saving.mjs";
import { TextArea } from "./textarea.mjs";
import { Texts } from "./texts.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */
/**
 * What an editor tells the page, and asks of it.
 * @typedef {{
 *   typed: (name: string, text: string) => void,
 *   moved: (place: Place) => void,
 *   act: (edits: Edit[]) => void,
 *   words: (name: string, line: number, column: number) => Promise<any[]>,
 *   hover: (name: string, line: number, column: number) => Promise<any>,
 * }} Hooks
 */

const POLL = 2000; // milliseconds between two looks for changes made elsewhere

const [cm, idiomorph] = await Promise.all([bundle(), morphing()]);
const morph = new Morph(idiomorph);
const texts = new Texts({
  changed: (name) => editor.follow(name, texts.files.get(name)?.mine ?? ""),
  listed: () => drawOutline(),
});
/** @type {Hooks} */
const hooks = {
  typed: (name, text) => {
    texts.set(name, text);
    changed();
  },
  moved: (place) => moved(place),
  act: (edits) => file.act(edits),
  words: async (file, line, column) => (await ask.names("/api/completions", { file, line, column })).words,
  hover: async (file, line, column) => (
    (await ask.names("/api/names", { ask: "hover", file, line, column })).hover
  ),
};
const editor = cm === null ? new TextArea(at("editor"), hooks) : new Editor(cm, at("editor"), hooks);
const outline = new Outline(at("outline"), at("find"), (name, line) => file.open(name, [line, 1]));

const ask = questions({
  texts, morph,
  told: (told) => {
    if (told.title !== undefined && at("title").textContent !== told.title) {
      at("title").textContent = told.title;
      document.title = `${told.title} · tactful studio`;
    }
    page.diagnostics = told.diagnostics;
    outline.rules = told.outline;
    outline.fired = new Set(told.fired);
    outline.wrong = new Set(told.diagnostics.map((/** @type {any} */ d) => d.file));
    drawOutline();
    wrong.draw();
  },
});
const wrong = mistakes({
  editor: () => editor,
  names: () => texts.names(),
  open: (name, start, end) => file.open(name, start, end),
  act: (edits) => file.act(edits),
});
const file = files({
  cm, texts, editor,
  opened: () => {
    wrong.draw();
    drawOutline();
  },
  changed: () => {
    drawOutline();
    changed();
  },
});

async function morphing() {
  if (document.body.dataset.morph !== "yes") return null;
  try {
    // @ts-ignore: it is made when tactful is built
    return (await import("./vendor/idiomorph.js")).Idiomorph;
  } catch {
    return null;
  }
}

const isLive = () => at(`tab-${page.pane}`)?.dataset.live === "yes";

/** The texts are others than before: everything that comes of them is asked for anew. */
function changed() {
  file.drawSaved();
  ask.look.now();
  ask.telling.soon();
  ask.lights.soon();
  if (!isLive()) ask.draw.soon();
}

/** The facts of the form are others than before. */
function factsChanged() {
  keepFacts();
  ask.look.now();
  ask.telling.soon();
  if (!isLive()) ask.draw.soon();
}

function drawOutline() {
  const [line] = page.file === "" ? [0] : editor.place();
  outline.draw(texts.names(), (name) => texts.isUnsaved(name), page.file, line);
}

/** @param {Place} place */
function moved([line, column]) {
  at("place").textContent = `line ${line}, column ${column}`;
  wrong.drawHere();
  window.clearTimeout(moved.timer);
  moved.timer = window.setTimeout(drawOutline, 150);
}
moved.timer = 0;

/** Show what is at a tab. @param {string} pane */
function showPane(pane) {
  const isOther = pane !== page.pane;
  page.pane = pane;
  select(/** @type {HTMLElement} */ (document.querySelector("[role=tablist]")), pane);
  at("pane").setAttribute("aria-labelledby", `tab-${pane}`);
  view("advice");
  at("stale").hidden = true;
  at("pane").classList.remove("is-stale");
  if (isOther) {
    const title = at(`tab-${pane}`)?.textContent ?? "";
    morph.clear(at("pane"), element("h2", title), element("p", "Looking …", { class: "soft" }));
    at("pane").scrollTop = 0;
  }
  if (isLive()) {
    ask.draw.drop();
    at("pane").removeAttribute("aria-busy");
    ask.look.now();
  } else {
    ask.draw.soon(0);
  }
}

listenToButtons({
  asked: () => ask.asked(),
  act: file.act,
  open: file.open,
  showPane, factsChanged,
  set: () => {
    if (isLive()) ask.look.now();
    else ask.draw.soon(100);
  },
  redraw: (pause) => {
    if (!isLive()) ask.draw.soon(pause);
  },
});

tabs(/** @type {HTMLElement} */ (document.querySelector("[role=tablist]")), showPane);
for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => view(button.getAttribute("data-view") ?? "text"));
}
for (const light of document.querySelectorAll("[data-light]")) {
  light.addEventListener("click", () => showPane(light.getAttribute("data-light") ?? ""));
}
at("light-mistakes").addEventListener("click", () => wrong.go(1));
at("save").addEventListener("click", file.save);
at("help").addEventListener("click", () => at("keys").showModal());

const { definition, uses, rename } = naming({
  here: () => {
    const [line, column] = editor.place();
    return { file: page.file, line, column };
  },
  ask: async (body) => (await posted("/api/names", { ...body, unsaved: texts.unsaved() })).json(),
  open: file.open, act: file.act, say, excuse,
});

listenToKeys({
  "Ctrl+s": file.save,
  "Ctrl+.": wrong.mend,
  "F8": () => wrong.go(1),
  "Shift+F8": () => wrong.go(-1),
  "F12": definition,
  "Shift+F12": uses,
  "F2": rename,
  "Alt+r": () => { view("rules"); at("find").focus(); at("find").select(); },
  "Alt+t": () => { view("text"); editor.focus(); },
}, showPane);

window.addEventListener("beforeunload", (event) => {
  if (texts.full && texts.unsavedNames().length > 0) event.preventDefault();
});

// The beginning.

async function poll() {
  try {
    if (document.visibilityState === "visible" && await texts.poll()) {
      if (page.file !== "" && !texts.files.has(page.file)) {
        editor.forget(page.file);
        const [first] = texts.names();
        if (first !== undefined) await file.open(first);
      }
      say("Files were changed elsewhere: they are shown as they are now.");
      changed();
    }
  } catch (error) {
    if (!(error instanceof Away)) excuse(error);
  } finally {
    window.setTimeout(poll, POLL);
  }
}

/** The file to begin with: one with unsaved edits, or the first with rules. */
function firstFile() {
  const [unsaved] = texts.unsavedNames();
  const names = texts.names();
  return unsaved ?? names.find((name) => name.startsWith("rules/")) ?? names[0];
}

try {
  await texts.start();
  const first = firstFile();
  const wide = window.matchMedia("(min-width: 62.01rem)").matches;
  if (first !== undefined) await file.open(first);
  view("advice");
  changed();
  if (wide && first !== undefined) editor.focus();
  if (cm === null) say("The plain text area is used: the editor's bundle could not be made when tactful was installed.");
  window.setTimeout(poll, POLL);
  document.body.dataset.ready = "yes";
} catch (error) {
  excuse(error);
}
