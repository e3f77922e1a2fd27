// @ts-check
/** What comes of it: tabs, the pane that is shown, and what its buttons do. */

/** @typedef {Record<string, any>} Facts */

/** Put new HTML in the place of old without disturbing who types in it. */
export class Morph {
  /** @param {any} idiomorph the library, or null where it could not be had */
  constructor(idiomorph) {
    this.idiomorph = idiomorph;
    /** What was put last where, until something else was. @type {WeakMap<HTMLElement, string>} */
    this.last = new WeakMap();
  }

  /** Whether that is what an element shows already. @param {HTMLElement} element @param {string} html */
  shows(element, html) {
    return this.last.get(element) === html;
  }

  /** Show something else until HTML is put again. @param {HTMLElement} element @param {Node[]} parts */
  clear(element, ...parts) {
    this.last.delete(element);
    element.replaceChildren(...parts);
  }

  /** @param {HTMLElement} element @param {string} html */
  put(element, html) {
    this.last.set(element, html);
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    const id = focused?.id ?? "";
    if (this.idiomorph !== null) {
      this.idiomorph.morph(element, html, {
        morphStyle: "innerHTML",
        ignoreActiveValue: true,
        callbacks: {
          beforeAttributeUpdated: (/** @type {string} */ name) => name !== "open",
        },
      });
    } else {
      plain(element, html, focused);
    }
    const again = id === "" ? null : document.getElementById(id);
    if (again !== null && document.activeElement !== again) again.focus({ preventScroll: true });
  }
}

/** @param {HTMLElement} element @param {string} html @param {Element | null} focused */
function plain(element, html, focused) {
  const open = new Set([...element.querySelectorAll("details[open][id]")].map((one) => one.id));
  const closed = new Set([...element.querySelectorAll("details:not([open])[id]")].map((one) => one.id));
  const old = focused instanceof HTMLInputElement ? focused : null;
  const [value, start, end] = [old?.value, old?.selectionStart ?? null, old?.selectionEnd ?? null];
  const top = element.scrollTop;
  element.innerHTML = html;
  for (const one of element.querySelectorAll("details[id]")) {
    if (open.has(one.id)) one.setAttribute("open", "");
    if (closed.has(one.id)) one.removeAttribute("open");
  }
  const again = old === null || old.id === "" ? null : document.getElementById(old.id);
  if (again instanceof HTMLInputElement && value !== undefined) {
    again.value = value;
    again.focus({ preventScroll: true });
    if (start !== null) again.setSelectionRange(start, end);
  }
  element.scrollTop = top;
}

/** Tabs as the ARIA practices have them: arrows lead along, Home and End to the ends.
 *  @param {HTMLElement} list @param {(pane: string) => void} show */
export function tabs(list, show) {
  const all = [...list.querySelectorAll("button")];
  list.addEventListener("click", (event) => {
    const tab = event.target instanceof Element ? event.target.closest("button") : null;
    if (tab?.dataset.pane !== undefined) show(tab.dataset.pane);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = all[(to + all.length) % all.length];
    tab.focus();
    if (tab.dataset.pane !== undefined) show(tab.dataset.pane);
  });
}

/** Mark the tab of a pane. @param {HTMLElement} list @param {string} pane */
export function select(list, pane) {
  for (const tab of list.querySelectorAll("button")) {
    const isIt = tab.dataset.pane === pane;
    tab.setAttribute("aria-selected", String(isIt));
    tab.tabIndex = isIt ? 0 : -1;
    if (isIt) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** Take what was typed into a field over into the facts. @param {Element} field @param {Facts} facts
 *  @returns whether it was a field of the form */
export function answered(field, facts) {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return false;
  const { fact, list, place } = field.dataset;
  if (fact === undefined) return false;
  const one = list === undefined ? facts : facts[list]?.[Number(place) - 1];
  if (one === undefined) return true;
  const value = field instanceof HTMLInputElement && field.type === "checkbox"
    ? ticked(field)
    : field.value;
  if (value === "" || value.length === 0) delete one[fact];
  else one[fact] = value;
  return true;
}

/** The choices that are ticked beside a box; "none" and choices rule each other out.
 *  @param {HTMLInputElement} box */
function ticked(box) {
  const group = box.closest("fieldset");
  /** @type {HTMLInputElement[]} */
  const boxes = group === null ? [box] : [...group.querySelectorAll("input")];
  if (box.checked) {
    for (const other of boxes) {
      if (other !== box && (box.value === "none" || other.value === "none")) other.checked = false;
    }
  }
  const found = boxes.filter((one) => one.checked).map((one) => one.value);
  return found.includes("none") ? "none" : found;
}
