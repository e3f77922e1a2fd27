// @ts-check
/** What every part of the page knows: its elements, what is asked for in it, and what it says. */
import { Away, Refusal } from "./ask.mjs";

/** @param {string} id @returns {any} */
export const at = (id) => document.getElementById(id);

const FACTS = "tactful-facts";

/** Everything the page knows that is not in its texts. */
export const page = {
  file: "",
  pane: /** @type {string} */ (document.querySelector("[role=tab]")?.getAttribute("data-pane") ?? ""),
  /** @type {Record<string, any>} */
  facts: JSON.parse(sessionStorage.getItem(FACTS) ?? "{}"),
  /** @type {Record<string, Record<string, string>>} settings of panes */
  forms: {},
  /** @type {any[]} */
  diagnostics: [],
  /** the field to go to when the pane is drawn next */
  next: "",
};

/** Keep the facts of the form over a reload. */
export function keepFacts() {
  sessionStorage.setItem(FACTS, JSON.stringify(page.facts));
}

/** A sentence for everybody, for a while. @param {string} text */
export function say(text) {
  at("status").textContent = text;
  window.clearTimeout(say.timer);
  say.timer = window.setTimeout(() => at("status").replaceChildren(), 6000);
}
say.timer = 0;

/** Say what could not be done. @param {unknown} error */
export function excuse(error) {
  if (error instanceof Refusal || error instanceof Away) say(error.message);
  else if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
}

/** On a telephone, show one part of the page. @param {string} view */
export function view(view) {
  document.body.dataset.view = view;
  for (const button of document.querySelectorAll(".views button")) {
    if (button.getAttribute("data-view") === view) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}
