// @ts-check
/** Keys: each does what its name stands for, wherever in the page it is pressed. */
import { at } from "./page.mjs";

/**
 * Listen to the keys.
 * @param {Record<string, () => unknown>} keys by name, with Ctrl (or the Mac's command key), Alt
 *   and Shift before it
 * @param {(pane: string) => void} showPane Alt and a number show the tab at that place
 */
export function listen(keys, showPane) {
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
    } else if (name in keys) {
      event.preventDefault();
      keys[name]();
    } else if (name === "?" && !isTyping) {
      event.preventDefault();
      at("keys").showModal();
    }
  }, true);
}
