// @ts-check
/** The mistakes: how many, the one at the cursor with what mends it, and the way from one to the next. */
import { at, page, say } from "./page.mjs";
import { element } from "./saving.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */

/**
 * Take part in a page.
 * @param {{
 *   editor: () => { place: () => Place, mark: (diagnostics: any[]) => void },
 *   names: () => string[],
 *   open: (file: string, start: Place, end?: Place) => Promise<void>,
 *   act: (edits: Edit[]) => Promise<boolean>,
 * }} hooks
 */
export function mistakes({ editor, names, open, act }) {
  /** What the box shows, so that it is drawn anew only for something else. */
  let shown = "";
  /** The files that have marks in the editor.
   *  @type {Set<string>} */
  const marked = new Set();

  function draw() {
    const errors = page.diagnostics.filter((one) => one.severity === "error").length;
    const others = page.diagnostics.length - errors;
    const said = errors > 0
      ? `${errors} ${errors === 1 ? "mistake" : "mistakes"}`
      : others > 0 ? `${others} ${others === 1 ? "remark" : "remarks"}` : "No mistakes";
    const light = at("light-mistakes");
    const tone = errors > 0 ? "bad" : others > 0 ? "look" : "good";
    if (light.textContent !== said) light.textContent = said;
    if (light.dataset.tone !== tone) light.dataset.tone = tone;
    const here = page.diagnostics.filter((one) => one.file === page.file);
    if (marked.has(page.file) || here.length > 0) editor().mark(here);
    if (here.length > 0) marked.add(page.file);
    else marked.delete(page.file);
    drawHere();
  }

  /** The mistake at the cursor, or else the first of the file. */
  function drawHere() {
    const here = page.diagnostics.filter((one) => one.file === page.file);
    const [line] = page.file === "" ? [0] : editor().place();
    const found = here.find((one) => one.start[0] <= line && line <= one.end[0]) ?? here[0];
    const key = found === undefined ? "" : JSON.stringify([found, page.diagnostics.length]);
    if (key === shown) return;
    shown = key;
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
      next.onclick = () => go(1);
      buttons.append(next);
    }
    box.replaceChildren(say, help, buttons);
  }

  /** To the next mistake, or with -1 to the one before. @param {number} way */
  async function go(way) {
    const all = page.diagnostics;
    if (all.length === 0) {
      say("There are no mistakes.");
      return;
    }
    const [line, column] = page.file === "" ? [0, 0] : editor().place();
    const order = names();
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

  function mend() {
    const button = document.querySelector("#mistake .do button");
    const found = page.diagnostics.some((one) => one.file === page.file && one.fixes.length > 0);
    if (found && button instanceof HTMLElement) button.click();
    else say("There is nothing to mend here.");
  }

  return { draw, drawHere, go, mend };
}

/** A sentence with what stands in backticks as code. @param {string} text */
function quoted(text) {
  return text.split("`").map((part, n) => (n % 2 === 1 ? element("code", part) : document.createTextNode(part)));
}
