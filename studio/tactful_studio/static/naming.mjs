// @ts-check
/** Names: where they are declared, where they are used, and renaming them everywhere. */
import { element } from "./saving.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */
/**
 * @typedef {{
 *   here: () => {file: string, line: number, column: number},
 *   ask: (body: object) => Promise<any>,
 *   open: (file: string, start: Place, end?: Place) => Promise<void>,
 *   act: (edits: Edit[]) => Promise<boolean>,
 *   say: (text: string) => void,
 *   excuse: (error: unknown) => void,
 * }} Page
 */

/**
 * Let somebody choose one of many, which a filter makes fewer.
 * @param {string} title @param {{text: string, act: () => void}[]} all
 */
export function choose(title, all) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("asking"));
  const filter = /** @type {HTMLInputElement} */ (element("input", "", {
    type: "search", "aria-label": "Find", placeholder: "Find", class: "filter", autocomplete: "off",
  }));
  const list = element("ul", "", { class: "places" });
  for (const { text, act } of all) {
    const button = element("button", text, { type: "button" });
    button.onclick = () => {
      dialog.close();
      act();
    };
    const item = element("li", "");
    item.append(button);
    list.append(item);
  }
  filter.oninput = () => {
    const words = filter.value.toLowerCase().split(/\s+/);
    for (const item of list.children) {
      const text = (item.textContent ?? "").toLowerCase();
      /** @type {HTMLElement} */ (item).hidden = !words.every((word) => text.includes(word));
    }
  };
  filter.onkeydown = (event) => {
    const first = list.querySelector("li:not([hidden]) button");
    if (event.key === "Enter" && first instanceof HTMLElement) {
      event.preventDefault();
      first.click();
    }
  };
  const close = element("form", "", { method: "dialog" });
  close.append(element("button", "Close", { class: "plain" }));
  const empty = element("p", all.length === 0 ? "There are none yet." : "");
  dialog.replaceChildren(element("h2", title, { id: "asking-title" }), filter, empty, list, close);
  dialog.showModal();
  filter.focus();
}

/** @param {Page} page */
export function naming({ here, ask, open, act, say, excuse }) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("asking"));

  async function definition() {
    try {
      const { place } = await ask({ ask: "definition", ...here() });
      if (place === null) say("There is no name here that is declared somewhere.");
      else await open(place.file, place.start, place.end);
    } catch (error) {
      excuse(error);
    }
  }

  async function uses() {
    try {
      const { places } = await ask({ ask: "references", ...here() });
      if (places.length === 0) {
        say("There is no name here.");
        return;
      }
      const list = element("ul", "", { class: "places" });
      for (const place of places) {
        const button = element("button", "", { type: "button" });
        button.append(
          element("strong", `${place.file}, line ${place.start[0]} `), element("code", place.text),
        );
        button.onclick = () => {
          dialog.close();
          open(place.file, place.start, place.end);
        };
        const item = element("li", "");
        item.append(button);
        list.append(item);
      }
      const title = places.length === 1 ? "Used in one place" : `Used in ${places.length} places`;
      const close = element("form", "", { method: "dialog" });
      close.append(element("button", "Close", { class: "plain" }));
      dialog.replaceChildren(element("h2", title, { id: "asking-title" }), list, close);
      dialog.showModal();
    } catch (error) {
      excuse(error);
    }
  }

  async function rename() {
    const where = here();
    try {
      const { places, name } = await ask({ ask: "references", ...where });
      if (places.length === 0) {
        say("There is no name here that can be changed.");
        return;
      }
      const form = element("form", "", { method: "dialog" });
      const field = /** @type {HTMLInputElement} */ (
        element("input", "", { id: "new-name", "aria-describedby": "wrong-name", autocomplete: "off" })
      );
      field.value = name;
      const wrong = element("p", "", { id: "wrong-name", role: "alert" });
      form.append(
        element("label", "The new name", { for: "new-name" }), field,
        element("button", "Rename", { class: "main" }),
        element("button", "Cancel", { type: "button", class: "plain" }),
      );
      const title = places.length === 1 ? `Rename ${name}` : `Rename ${name} in ${places.length} places`;
      dialog.replaceChildren(element("h2", title, { id: "asking-title" }), form, wrong);
      const cancel = /** @type {HTMLElement} */ (form.lastChild);
      cancel.onclick = () => dialog.close();
      form.onsubmit = async (event) => {
        event.preventDefault();
        const told = await ask({ ask: "rename", ...where, new: field.value.trim() });
        if (told.edits === null) {
          wrong.textContent = told.why;
          field.setAttribute("aria-invalid", "true");
          return;
        }
        dialog.close();
        const files = new Set(told.edits.map((/** @type {Edit} */ edit) => edit.file)).size;
        if (await act(told.edits)) {
          say(`Renamed in ${told.edits.length} places of ${files} ${files === 1 ? "file" : "files"}; not yet saved.`);
        }
      };
      dialog.showModal();
      field.select();
    } catch (error) {
      excuse(error);
    }
  }

  return { definition, uses, rename };
}
