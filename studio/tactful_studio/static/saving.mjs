// @ts-check
/** Saving, and what is done where somebody else saved the same file since it was read. */
import { posted } from "./ask.mjs";
import { compared } from "./editor.mjs";

/** @typedef {"save" | "theirs" | "later"} Choice */

/** @param {string} tag @param {string} text @param {Record<string, string>} [attributes] */
export function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/**
 * Show a conflict and wait for a decision.
 * @param {{cm: any, name: string, base: string, mine: string, theirs: {text: string, version: string}}} about
 * @returns {Promise<{choice: Choice, text: string}>}
 */
export async function decided({ cm, name, base, mine, theirs }) {
  const { text, clashes } = await (
    await posted("/api/merges", { base, mine, theirs: theirs.text })
  ).json();
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("conflict"));
  const gone = theirs.version === "";
  const what = gone
    ? `${name} was deleted elsewhere since you opened it`
    : `${name} was changed elsewhere since you opened it`;
  const how = gone
    ? "On the right is your text; saving it makes the file anew."
    : clashes === 0
      ? "On the left is what stands in the file now. On the right are both edits together: no line was changed twice."
      : `On the left is what stands in the file now. On the right are both edits together, and where both changed the same lines, yours: ${clashes === 1 ? "one place" : `${clashes} places`}. Change the right side as you like.`;
  const sides = element("div", "", { class: "compared" });
  const buttons = element("div", "", { class: "buttons" });
  const save = element("button", "Save the right side", { type: "button", class: "main" });
  const take = element("button", gone ? "Drop mine" : "Take theirs, drop mine", { type: "button", class: "plain" });
  const later = element("button", "Not now", { type: "button", class: "plain" });
  buttons.append(save, take, later);
  dialog.replaceChildren(
    element("h2", what, { id: "conflict-title" }), element("p", how), sides, buttons,
  );
  dialog.showModal();
  const right = cm === null
    ? plainly(sides, theirs.text, gone ? mine : text)
    : compared(cm, sides, theirs.text, gone ? mine : text);
  save.focus();
  return new Promise((resolve) => {
    /** @param {Choice} choice */
    const end = (choice) => {
      const made = right();
      dialog.onclose = null;
      dialog.close();
      dialog.replaceChildren();
      resolve({ choice, text: choice === "theirs" ? theirs.text : made });
    };
    save.onclick = () => end("save");
    take.onclick = () => end("theirs");
    later.onclick = () => end("later");
    dialog.onclose = () => end("later"); // Escape
  });
}

/** @param {HTMLElement} parent @param {string} theirs @param {string} mine */
function plainly(parent, theirs, mine) {
  parent.className = "sides";
  const left = element("pre", theirs, { "aria-label": "What stands in the file now", role: "region", tabindex: "0" });
  const right = document.createElement("textarea");
  right.setAttribute("aria-label", "What will be saved");
  right.value = mine;
  parent.append(left, right);
  return () => right.value;
}
