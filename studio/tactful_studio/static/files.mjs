// @ts-check
/** The files in the page: which is shown, what edits do to them, and how they are saved. */
import { at, excuse, page, say, view } from "./page.mjs";
import { difference, placeOf } from "./places.mjs";
import { decided } from "./saving.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */

/**
 * Take part in a page.
 * @param {{
 *   cm: any,
 *   texts: import("./texts.mjs").Texts,
 *   editor: import("./editor.mjs").Editor | import("./textarea.mjs").TextArea,
 *   opened: () => void,
 *   changed: () => void,
 * }} hooks
 */
export function files(hooks) {
  const { cm, texts, editor } = hooks;

  function drawSaved() {
    const names = texts.unsavedNames();
    const save = at("save");
    save.disabled = names.length === 0;
    save.textContent = names.length === 0 ? "Saved" : names.length === 1 ? "Save 1 file" : `Save ${names.length} files`;
    const note = at("elsewhere");
    note.hidden = !texts.elsewhere.has(page.file);
    note.textContent = "changed elsewhere, too: saving shows both";
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
      hooks.opened();
    } catch (error) {
      excuse(error);
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
      hooks.changed();
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
    hooks.changed();
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

  return { open, act, save, drawSaved };
}
