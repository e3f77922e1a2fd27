// @ts-check
/** What people do in panes besides filling in the form: drop a table, slide, give a reason. */
import { sent } from "./ask.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */

const LARGEST = 16 * 1024 * 1024; // bytes: the studio takes no more at once

/** Edits with what stands in a field in the place of `{reason}`; null if nothing stands there.
 *  @param {Edit[]} edits @param {string | undefined} id of the field, where there is one */
export function withReason(edits, id) {
  if (id === undefined) return edits;
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) return edits;
  const reason = field.value.trim().replace(/\s+/g, " ");
  if (reason === "") {
    field.focus();
    return null;
  }
  return edits.map((edit) => ({ ...edit, text: edit.text.replace("{reason}", () => reason) }));
}

/** Show what belongs to where a slider stands. @param {Element} field @returns whether it is one */
export function slid(field) {
  if (!(field instanceof HTMLInputElement) || field.dataset.slide === undefined) return false;
  const all = document.querySelectorAll(`[data-slide-of="${field.dataset.slide}"]`);
  all.forEach((one, number) => {
    if (!(one instanceof HTMLElement)) return;
    one.hidden = number !== Number(field.value);
    if (!one.hidden) field.setAttribute("aria-valuetext", one.dataset.says ?? "");
  });
  return true;
}

/** Tables of clients, which are dropped on a pane or chosen in it. */
export class Tables {
  /**
   * @param {HTMLElement} pane
   * @param {{
   *   taken: (table: string) => void,
   *   say: (text: string) => void,
   *   excuse: (error: unknown) => void,
   * }} hooks
   */
  constructor(pane, hooks) {
    this.hooks = hooks;
    /** @param {DragEvent} event */
    const over = (event) => event.target instanceof Element
      && pane.querySelector("[data-drop]") !== null
      && event.dataTransfer?.types.includes("Files") === true;
    pane.addEventListener("dragover", (event) => {
      if (!over(event)) return;
      event.preventDefault();
      pane.classList.add("is-over");
    });
    pane.addEventListener("dragleave", () => pane.classList.remove("is-over"));
    pane.addEventListener("drop", (event) => {
      pane.classList.remove("is-over");
      if (!over(event)) return;
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) this.take(file);
    });
    pane.addEventListener("change", (event) => {
      const field = event.target;
      if (!(field instanceof HTMLInputElement) || field.dataset.table === undefined) return;
      const file = field.files?.[0];
      if (file !== undefined) this.take(file);
    });
  }

  /** @param {File} file */
  async take(file) {
    if (file.size > LARGEST) {
      this.hooks.say("That table is larger than 16 MB: `tactful batch` advises on it.");
      return;
    }
    try {
      const answer = await sent(`/api/cohorts?name=${encodeURIComponent(file.name)}`, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: await file.arrayBuffer(),
      });
      this.hooks.taken((await answer.json()).table);
    } catch (error) {
      this.hooks.excuse(error);
    }
  }

  /** @param {string} table */
  async away(table) {
    try {
      await sent(`/api/cohorts/${table}`, { method: "DELETE" });
      this.hooks.say("The table is gone.");
    } catch (error) {
      this.hooks.excuse(error);
    }
    this.hooks.taken("");
  }
}
