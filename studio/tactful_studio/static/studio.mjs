// @ts-check
/** The page: its parts put together, and the keys. */
import { Away, Patient, Refusal, Repeated, posted, sent } from "./ask.mjs";
import { Editor, bundle } from "./editor.mjs";
import { forms } from "./forms.mjs";
import { choose, naming } from "./naming.mjs";
import { Outline } from "./outline.mjs";
import { Morph, answered, select, tabs } from "./panes.mjs";
import { difference, placeOf } from "./places.mjs";
import { decided, element } from "./saving.mjs";
import { TextArea } from "./textarea.mjs";
import { Tables, slid, withReason } from "./acts.mjs";
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

/** @param {string} id @returns {any} */
const at = (id) => document.getElementById(id);

const POLL = 2000; // milliseconds between two looks for changes made elsewhere
const PAUSE = 300; // milliseconds without a key after which slower questions are asked
const FACTS = "tactful-facts";

/** Everything the page knows that is not in its texts. */
const page = {
  file: "",
  pane: /** @type {string} */ (document.querySelector("[role=tab]")?.getAttribute("data-pane") ?? ""),
  /** @type {Record<string, any>} */
  facts: JSON.parse(sessionStorage.getItem(FACTS) ?? "{}"),
  /** @type {Record<string, Record<string, string>>} settings of panes */
  forms: {},
  /** @type {any[]} */
  diagnostics: [],
  /** the facts and the pane that were asked with when the text was last right */
  right: "",
  /** the field to go to when the pane is drawn next */
  next: "",
};

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
  act: (edits) => act(edits),
  words: async (file, line, column) => (await names("/api/completions", { file, line, column })).words,
  hover: async (file, line, column) => (
    (await names("/api/names", { ask: "hover", file, line, column })).hover
  ),
};
const editor = cm === null ? new TextArea(at("editor"), hooks) : new Editor(cm, at("editor"), hooks);
const outline = new Outline(at("outline"), at("find"), (file, line) => open(file, [line, 1]));

async function morphing() {
  if (document.body.dataset.morph !== "yes") return null;
  try {
    // @ts-ignore: it is made when tactful is built
    return (await import("./vendor/idiomorph.js")).Idiomorph;
  } catch {
    return null;
  }
}

// What is asked of the studio.

/** What travels with each question. @param {string} [pane] */
function asked(pane = page.pane) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const country = navigator.language.split("-")[1] ?? "";
  return {
    unsaved: texts.unsaved(),
    facts: page.facts,
    reader: { zone, country },
    pane,
    form: page.forms[pane] ?? {},
  };
}

const look = new Repeated(async () => {
  const question = asked();
  const of = JSON.stringify([question.facts, question.pane, question.form]);
  try {
    const told = await (await posted("/api/look", question)).json();
    if (told.title !== undefined) at("title").textContent = told.title;
    document.title = `${told.title} · tactful studio`;
    page.diagnostics = told.diagnostics;
    outline.rules = told.outline;
    outline.fired = new Set(told.fired);
    outline.wrong = new Set(told.diagnostics.map((/** @type {any} */ d) => d.file));
    drawOutline();
    drawMistakes();
    const isOld = !told.usable && page.right === of; // what was last right stays, and says so
    if (told.html !== null && question.pane === page.pane && !isOld) {
      morph.put(at("pane"), told.html);
      const next = page.next === "" ? null : document.getElementById(page.next);
      if (next !== null) {
        page.next = "";
        next.focus();
      }
      if (told.usable) page.right = of;
    }
    at("stale").hidden = !isOld;
    at("pane").classList.toggle("is-stale", isOld);
  } catch (error) {
    excuse(error);
  }
});

/** A pane that takes longer follows when nobody types. */
const draw = new Patient(async (signal) => {
  const pane = page.pane;
  at("pane").setAttribute("aria-busy", "true");
  try {
    const html = await (await posted(`/parts/${pane}`, asked(pane), signal)).text();
    if (pane === page.pane && !signal.aborted) morph.put(at("pane"), html);
  } catch (error) {
    excuse(error);
  } finally {
    if (!signal.aborted) at("pane").removeAttribute("aria-busy"); // else another is under way
  }
}, PAUSE);

const telling = new Patient(async (signal) => {
  const told = await (await posted("/api/asked", asked("client"), signal)).json();
  const known = (page.forms.client ??= {});
  const facts = JSON.stringify(told.facts);
  if (signal.aborted || known.asked === facts) return;
  known.asked = facts;
  if (page.pane === "client") look.now();
}, PAUSE);

const lights = new Patient(async (signal) => {
  await Promise.all([...document.querySelectorAll("[data-light]")].map(async (light) => {
    if (!(light instanceof HTMLElement)) return;
    const name = light.dataset.light ?? "";
    let told = { tone: "wait", text: "" };
    while (told?.tone === "wait" && !signal.aborted) { // what takes longer says so, and goes on
      told = await (await posted(`/api/lights/${name}`, asked(name), signal)).json();
      if (signal.aborted) return;
      light.hidden = told === null;
      if (told !== null) shine(light, told.text, told.tone);
    }
  }));
}, 2 * PAUSE);

const isLive = () => at(`tab-${page.pane}`)?.dataset.live === "yes";

/** The texts are others than before: everything that comes of them is asked for anew. */
function changed() {
  drawSaved();
  look.now();
  telling.soon();
  lights.soon();
  if (!isLive()) draw.soon();
}

/** The facts of the form are others than before. */
function factsChanged() {
  sessionStorage.setItem(FACTS, JSON.stringify(page.facts));
  look.now();
  telling.soon();
  if (!isLive()) draw.soon();
}

/** @param {string} path @param {object} more */
async function names(path, more) {
  try {
    return await (await posted(path, { ...more, unsaved: texts.unsaved() })).json();
  } catch (error) {
    excuse(error);
    return { words: [], hover: null };
  }
}

// What is shown.

/** @param {HTMLElement} light @param {string} text @param {string} tone */
function shine(light, text, tone) {
  const words = light.querySelector(".words") ?? light.appendChild(element("span", "", { class: "words" }));
  words.textContent = text;
  light.dataset.tone = tone;
}

function drawOutline() {
  const [line] = page.file === "" ? [0] : editor.place();
  outline.draw(texts.names(), (name) => texts.isUnsaved(name), page.file, line);
}

function drawSaved() {
  const names = texts.unsavedNames();
  const save = at("save");
  save.disabled = names.length === 0;
  save.textContent = names.length === 0 ? "Saved" : names.length === 1 ? "Save 1 file" : `Save ${names.length} files`;
  const note = at("elsewhere");
  note.hidden = !texts.elsewhere.has(page.file);
  note.textContent = "changed elsewhere, too: saving shows both";
}

function drawMistakes() {
  const errors = page.diagnostics.filter((one) => one.severity === "error").length;
  const others = page.diagnostics.length - errors;
  const said = errors > 0
    ? `${errors} ${errors === 1 ? "mistake" : "mistakes"}`
    : others > 0 ? `${others} ${others === 1 ? "remark" : "remarks"}` : "No mistakes";
  const light = at("light-mistakes");
  light.textContent = said;
  light.dataset.tone = errors > 0 ? "bad" : others > 0 ? "look" : "good";
  editor.mark(page.diagnostics.filter((one) => one.file === page.file));
  drawMistake();
}

/** The mistake at the cursor, or else the first of the file. */
function drawMistake() {
  const here = page.diagnostics.filter((one) => one.file === page.file);
  const [line] = page.file === "" ? [0] : editor.place();
  const found = here.find((one) => one.start[0] <= line && line <= one.end[0]) ?? here[0];
  const box = at("mistake");
  box.hidden = found === undefined;
  if (found === undefined) {
    box.replaceChildren();
    return;
  }
  box.classList.toggle("is-warning", found.severity !== "error");
  const place = `Line ${found.start[0]}: `;
  const say = element("p", "", { class: "say" });
  say.append(element("strong", place), ...quoted(`${found.message}.`));
  const help = element("p", "", { class: "help" });
  help.append(...quoted(found.help === "" ? "" : `${found.help}.`));
  const buttons = element("div", "", { class: "do" });
  for (const fix of found.fixes) {
    const button = element("button", fix.title, { type: "button", class: "plain" });
    button.onclick = () => act(fix.edits);
    buttons.append(button);
  }
  if (page.diagnostics.length > 1) {
    const next = element("button", `Next of ${page.diagnostics.length} (F8)`, { type: "button", class: "plain" });
    next.onclick = () => toMistake(1);
    buttons.append(next);
  }
  box.replaceChildren(say, help, buttons);
}

/** A sentence with what stands in backticks as code. @param {string} text */
function quoted(text) {
  return text.split("`").map((part, n) => (n % 2 === 1 ? element("code", part) : document.createTextNode(part)));
}

/** @param {Place} place */
function moved([line, column]) {
  at("place").textContent = `line ${line}, column ${column}`;
  drawMistake();
  window.clearTimeout(moved.timer);
  moved.timer = window.setTimeout(drawOutline, 150);
}
moved.timer = 0;

/** A sentence for everybody, for a while. @param {string} text */
function say(text) {
  at("status").textContent = text;
  window.clearTimeout(say.timer);
  say.timer = window.setTimeout(() => at("status").replaceChildren(), 6000);
}
say.timer = 0;

/** Say what could not be done. @param {unknown} error */
function excuse(error) {
  if (error instanceof Refusal || error instanceof Away) say(error.message);
  else if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}

// What people do.

/** @param {string} view */
function view(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll(".views button")) {
    if (button.getAttribute("data-view") === view) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

/** Show a file. @param {string} name @param {Place} [start] @param {Place} [end] */
async function open(name, start, end) {
  try {
    const text = await texts.read(name);
    page.file = name;
    at("file").textContent = name;
    editor.show(name, text);
    view("text");
    if (start !== undefined) editor.go(start, end);
    drawSaved();
    drawMistakes();
    drawOutline();
  } catch (error) {
    excuse(error);
  }
}

/** @param {string} pane */
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
    at("pane").replaceChildren(element("h2", title), element("p", "Looking …", { class: "soft" }));
    at("pane").scrollTop = 0;
  }
  if (isLive()) {
    draw.drop();
    at("pane").removeAttribute("aria-busy");
    look.now();
  } else {
    draw.soon(0);
  }
}

/** Carry out edits, each file's as one step that can be undone. @param {Edit[]} edits */
async function act(edits) {
  try {
    /** @type {Map<string, Edit[]>} */
    const byFile = new Map();
    for (const edit of edits) byFile.set(edit.file, [...byFile.get(edit.file) ?? [], edit]);
    for (const [file, own] of byFile) {
      const text = await texts.read(file);
      texts.set(file, editor.edit(file, text, own));
    }
    drawOutline();
    changed();
    return true;
  } catch (error) {
    excuse(error);
    return false;
  }
}

/** Make a file's text another, as one step. @param {string} name @param {string} text */
async function replace(name, text) {
  const old = await texts.read(name);
  const change = difference(old, text);
  if (change === null) return;
  const [start, end] = [placeOf(old, change.from), placeOf(old, change.to)];
  await act([{ file: name, start, end, text: change.insert }]);
}

async function save() {
  const names = texts.unsavedNames();
  let saved = 0;
  try {
    for (const name of names) {
      if (await saveOne(name)) saved += 1;
    }
    if (saved > 0) say(saved === 1 ? "Saved." : `Saved ${saved} files.`);
  } catch (error) {
    excuse(error);
  }
  drawSaved();
  drawOutline();
  changed();
}

/** @param {string} name @returns {Promise<boolean>} whether it is saved */
async function saveOne(name) {
  for (;;) {
    const theirs = await texts.save(name);
    if (theirs === null) return true;
    const held = texts.files.get(name);
    const { choice, text } = await decided(
      { cm, name, base: held?.base ?? "", mine: held?.mine ?? "", theirs },
    );
    if (choice === "later") return false;
    await replace(name, text);
    texts.rebase(name, theirs);
    if (choice === "theirs") return true;
  }
}

/** @param {number} way */
async function toMistake(way) {
  const all = page.diagnostics;
  if (all.length === 0) {
    say("There are no mistakes.");
    return;
  }
  const [line, column] = page.file === "" ? [0, 0] : editor.place();
  const order = texts.names();
  /** @param {any} one */
  const rank = (one) => [order.indexOf(one.file), ...one.start];
  const here = [order.indexOf(page.file), line, column];
  /** @param {number[]} a @param {number[]} b */
  const compare = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  const sorted = [...all].sort((a, b) => compare(rank(a), rank(b)));
  if (way < 0) sorted.reverse();
  const next = sorted.find((one) => compare(rank(one), here) * way > 0) ?? sorted[0];
  await open(next.file, next.start, next.start);
}

function mendHere() {
  const button = document.querySelector("#mistake .do button");
  const found = page.diagnostics.some((one) => one.file === page.file && one.fixes.length > 0);
  if (found && button instanceof HTMLElement) button.click();
  else say("There is nothing to mend here.");
}

/** Put facts into the client form. @param {Record<string, any>} facts @param {string} title */
function take(facts, title) {
  page.facts = facts;
  (page.forms.client ??= {}).title = title;
  factsChanged();
  showPane("client");
}

const fillIn = forms({
  pane: at("pane"),
  asked: () => asked(),
  act,
  show: (pane, form) => {
    page.forms[pane] = { ...page.forms[pane], ...form };
    showPane(pane);
  },
  set: (form) => { page.forms[page.pane] = { ...page.forms[page.pane], ...form }; },
  redraw: () => { if (!isLive()) draw.soon(0); },
  say, excuse,
});

/** What the buttons of panes do.
 *  @type {Record<string, (data: DOMStringMap, button?: HTMLElement) => void | Promise<void>>} */
const ACTS = {
  form: fillIn,
  facts: (data) => take(JSON.parse(data.facts ?? "{}"), data.title ?? ""),
  situations: async () => {
    try {
      const told = await (await posted("/api/situations", asked())).json();
      choose("Take a scenario", told.situations.map((/** @type {any} */ one) => (
        { text: one.title, act: () => take(one.facts, one.title) }
      )));
    } catch (error) {
      excuse(error);
    }
  },
  edits: async (data) => {
    const edits = withReason(JSON.parse(data.edits ?? "[]"), data.of);
    if (edits === null) say("Write the reason first.");
    else if (await act(edits)) say(data.said ?? "Done. It can be undone in the text.");
  },
  copy: async (data) => {
    try {
      await navigator.clipboard.writeText(data.text ?? "");
      say(data.said ?? "Copied.");
    } catch {
      say("The browser does not let the page copy: select the text and copy it yourself.");
    }
  },
  "table-away": (data) => tables.away(data.table ?? ""),
  open: (data) => open(data.file ?? "", [Number(data.line), Number(data.column ?? 1)]),
  pane: (data) => {
    const pane = data.pane ?? page.pane;
    page.forms[pane] = { ...page.forms[pane], ...JSON.parse(data.form ?? "{}") };
    showPane(pane);
  },
  several: (data) => {
    const list = data.list ?? "";
    page.facts[list] = [{}, {}];
    for (const fact of JSON.parse(data.facts ?? "[]")) {
      if (fact in page.facts) page.facts[list][0][fact] = page.facts[fact];
      delete page.facts[fact];
    }
    page.next = `name-${list}-1`;
    factsChanged();
  },
  more: (data) => {
    const list = page.facts[data.list ?? ""];
    list.push({});
    page.next = `name-${data.list}-${list.length}`;
    factsChanged();
  },
  fewer: (data) => {
    const list = data.list ?? "";
    const [one] = page.facts[list].splice(Number(data.place) - 1, 1);
    if (page.facts[list].length === 1) {
      const { name: _, ...facts } = page.facts[list][0] ?? one;
      delete page.facts[list];
      Object.assign(page.facts, facts);
    }
    factsChanged();
  },
  start: async (data) => {
    const form = document.getElementById(data.of ?? "");
    const fields = [...form?.querySelectorAll("input, select") ?? []];
    const said = Object.fromEntries(fields.map((/** @type {any} */ one) => [one.name, one.value]));
    try {
      const told = await (await posted("/api/starts", { from: data.from, said })).json();
      await act(Object.entries(told.files).map(([file, text]) => (
        { file, start: [1, 1], end: [1, 1], text: /** @type {string} */ (text) }
      )));
      await open("ruleset.yaml", [1, 1]);
    } catch (error) {
      excuse(error);
    }
  },
};

at("advice").addEventListener("click", (/** @type {Event} */ event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  ACTS[button.dataset.act ?? ""]?.(button.dataset, button);
});

at("pane").addEventListener("input", (/** @type {Event} */ event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  if (slid(field)) return;
  if (field.dataset.set !== undefined) {
    (page.forms[page.pane] ??= {})[field.dataset.set] = field.value;
    for (const other of (field.dataset.clears ?? "").split(" ")) delete page.forms[page.pane][other];
    if (isLive()) look.now();
    else draw.soon(100);
  } else if (answered(field, page.facts)) {
    (page.forms.client ??= {}).title = "";
    factsChanged();
  }
});

const tables = new Tables(at("pane"), {
  taken: (table) => {
    page.forms.clients = { ...(table === "" ? {} : { table }) };
    showPane("clients");
  },
  say, excuse,
});

tabs(/** @type {HTMLElement} */ (document.querySelector("[role=tablist]")), showPane);
for (const button of document.querySelectorAll(".views button")) {
  button.addEventListener("click", () => view(button.getAttribute("data-view") ?? "text"));
}
for (const light of document.querySelectorAll("[data-light]")) {
  light.addEventListener("click", () => showPane(light.getAttribute("data-light") ?? ""));
}
at("light-mistakes").addEventListener("click", () => toMistake(1));
at("save").addEventListener("click", save);
at("help").addEventListener("click", () => at("keys").showModal());

const { definition, uses, rename } = naming({
  here: () => {
    const [line, column] = editor.place();
    return { file: page.file, line, column };
  },
  ask: async (body) => (await posted("/api/names", { ...body, unsaved: texts.unsaved() })).json(),
  open, act, say, excuse,
});

/** Keys by their name, with Ctrl (or the Mac's command key), Alt and Shift before it.
 *  @type {Record<string, () => unknown>} */
const KEYS = {
  "Ctrl+s": save,
  "Ctrl+.": mendHere,
  "F8": () => toMistake(1),
  "Shift+F8": () => toMistake(-1),
  "F12": definition,
  "Shift+F12": uses,
  "F2": rename,
  "Alt+r": () => { view("rules"); at("find").focus(); at("find").select(); },
  "Alt+t": () => { view("text"); editor.focus(); },
};

document.addEventListener("keydown", (event) => {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = [control && "Ctrl+", event.altKey && "Alt+", event.shiftKey && key.length > 1 && "Shift+", key]
    .filter(Boolean).join("");
  const isTyping = event.target instanceof HTMLElement
    && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName));
  const tab = /^Alt\+[1-9]$/.test(name)
    ? document.querySelectorAll("[role=tab]")[Number(key) - 1] : undefined;
  if (document.querySelector("dialog[open]") !== null) return;
  if (tab instanceof HTMLElement) {
    event.preventDefault();
    showPane(tab.dataset.pane ?? "");
    tab.focus();
  } else if (name in KEYS) {
    event.preventDefault();
    KEYS[name]();
  } else if (name === "?" && !isTyping) {
    event.preventDefault();
    at("keys").showModal();
  }
}, true);

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
        if (first !== undefined) await open(first);
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
  if (first !== undefined) await open(first);
  view("advice");
  changed();
  if (wide && first !== undefined) editor.focus();
  if (cm === null) say("The plain text area is used: the editor's bundle could not be made when tactful was installed.");
  window.setTimeout(poll, POLL);
  document.body.dataset.ready = "yes";
} catch (error) {
  excuse(error);
}
