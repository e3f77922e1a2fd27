// @ts-check
/** The text in a plain text area: where the editor's bundle could not be made or loaded. */
import { changed, changesOf, difference, offsetOf, placeOf } from "./places.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */
/** @typedef {{text: string, at: number}} Step */

const TOGETHER = 500; // milliseconds in which what is typed is undone as one step

export class TextArea {
  /** @param {HTMLElement} parent @param {import("./studio.mjs").Hooks} hooks */
  constructor(parent, hooks) {
    this.hooks = hooks;
    this.area = document.createElement("textarea");
    this.area.spellcheck = false;
    this.area.setAttribute("aria-label", "Text of the file");
    this.area.setAttribute("autocapitalize", "off");
    parent.replaceChildren(this.area);
    this.name = "";
    /** @type {Map<string, {steps: Step[], at: number, top: number}>} one history a file */
    this.histories = new Map();
    this.typed = 0;
    this.area.addEventListener("input", () => this.onInput());
    this.area.addEventListener("keydown", (event) => this.onKey(event));
    for (const name of ["keyup", "click", "focus"]) {
      this.area.addEventListener(name, () => this.hooks.moved(this.place()));
    }
  }

  /** @param {string} name @param {string} text */
  show(name, text) {
    if (this.name !== "") this.history(this.name, this.area.value).top = this.area.scrollTop;
    this.name = name;
    const history = this.history(name, text);
    const step = history.steps[history.at];
    this.area.value = step.text;
    this.area.setSelectionRange(step.at, step.at);
    this.area.scrollTop = history.top;
    this.hooks.moved(this.place());
  }

  /** @param {string} name @param {string} text */
  history(name, text) {
    let found = this.histories.get(name);
    if (found === undefined) {
      found = { steps: [{ text, at: 0 }], at: 0, top: 0 };
      this.histories.set(name, found);
    }
    return found;
  }

  onInput() {
    const now = Date.now();
    const history = this.history(this.name, this.area.value);
    const step = { text: this.area.value, at: this.area.selectionStart };
    history.steps.length = history.at + 1;
    if (history.at > 0 && now - this.typed < TOGETHER) history.at -= 1;
    history.steps[history.at + 1] = step;
    history.at += 1;
    this.typed = now;
    this.hooks.typed(this.name, this.area.value);
    this.hooks.moved(this.place());
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      this.step(key === "y" || event.shiftKey ? 1 : -1);
    }
  }

  /** @param {number} way */
  step(way) {
    const history = this.history(this.name, this.area.value);
    const step = history.steps[history.at + way];
    if (step === undefined) return;
    history.at += way;
    this.typed = 0;
    this.put(step.text, step.at);
    this.hooks.typed(this.name, step.text);
  }

  /** @param {string} text @param {number} at */
  put(text, at) {
    const top = this.area.scrollTop;
    this.area.value = text;
    this.area.setSelectionRange(at, at);
    this.area.scrollTop = top;
  }

  /** Carry out edits of one file as one step. @param {string} name @param {string} text
   *  @param {Edit[]} edits @returns {string} */
  edit(name, text, edits) {
    const changes = changesOf(text, edits);
    const made = changed(text, changes);
    const history = this.history(name, text);
    const last = changes[changes.length - 1];
    const at = made.length - (text.length - last.to);
    history.steps.length = history.at + 1;
    history.steps.push({ text: made, at });
    history.at += 1;
    this.typed = 0;
    if (name === this.name) this.put(made, at);
    return made;
  }

  /** Take up a text that was changed elsewhere; the cursor stays in its line.
   *  @param {string} name @param {string} text */
  follow(name, text) {
    const history = this.histories.get(name);
    if (history === undefined) return;
    const step = history.steps[history.at];
    const change = difference(step.text, text);
    if (change === null) return;
    const moved = change.insert.length - (change.to - change.from);
    const at = name === this.name ? this.area.selectionStart : step.at;
    const place = at > change.from ? Math.max(change.from, at + moved) : at;
    history.steps = [{ text, at: place }];
    history.at = 0;
    if (name === this.name) this.put(text, place);
  }

  /** @param {string} name */
  forget(name) {
    this.histories.delete(name);
  }

  /** @param {Place} start @param {Place} [end] */
  go(start, end = start) {
    const text = this.area.value;
    const from = offsetOf(text, start);
    this.area.focus();
    this.area.setSelectionRange(from, offsetOf(text, end));
    const height = parseFloat(getComputedStyle(this.area).lineHeight);
    this.area.scrollTop = Math.max(0, (start[0] - 6) * height);
    this.hooks.moved(this.place());
  }

  /** @returns {Place} */
  place() {
    return placeOf(this.area.value, this.area.selectionStart);
  }

  mark() {} // the mistake at the cursor stands below the text

  focus() {
    this.area.focus();
  }
}
