// @ts-check
/** The rules by file, with a filter; those that speak for the client are marked. */

/** @typedef {{id: string, line: number}} Listed */

export class Outline {
  /** @param {HTMLElement} list @param {HTMLInputElement} filter
   *  @param {(file: string, line: number) => void} open */
  constructor(list, filter, open) {
    this.list = list;
    this.filter = filter;
    this.open = open;
    /** @type {Record<string, Listed[]>} */
    this.rules = {};
    /** @type {Set<string>} */
    this.fired = new Set();
    /** @type {Set<string>} */
    this.wrong = new Set();
    filter.addEventListener("input", () => this.sift());
    filter.addEventListener("keydown", (event) => {
      const first = list.querySelector("li:not([hidden]) button");
      if (event.key === "Enter" && first instanceof HTMLElement) first.click();
    });
    list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button?.dataset.file !== undefined) open(button.dataset.file, Number(button.dataset.line));
    });
    list.addEventListener("keydown", (event) => this.onKey(event));
  }

  /** Up and down lead from rule to rule. @param {KeyboardEvent} event */
  onKey(event) {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (way === undefined || !(event.target instanceof HTMLElement)) return;
    const all = [...this.list.querySelectorAll("button")].filter((one) => one.offsetParent !== null);
    const next = all[all.indexOf(/** @type {HTMLButtonElement} */ (event.target)) + way];
    event.preventDefault();
    next?.focus();
  }

  /** @param {string[]} names @param {(name: string) => boolean} isUnsaved
   *  @param {string} file @param {number} line where the cursor is */
  draw(names, isUnsaved, file, line) {
    const parts = names.map((name) => {
      const part = document.createElement("section");
      part.className = "outline-file";
      const head = this.button(name, name, 1);
      head.classList.add("name");
      if (isUnsaved(name)) {
        head.classList.add("unsaved");
        head.title = "with unsaved edits";
        head.append(aloud(", with unsaved edits"));
      }
      if (this.wrong.has(name)) {
        head.classList.add("wrong");
        head.append(aloud(", with mistakes"));
      }
      if (name === file) head.setAttribute("aria-current", "true");
      part.append(head);
      const rules = this.rules[name] ?? [];
      if (rules.length > 0) {
        const list = document.createElement("ul");
        list.setAttribute("aria-label", name);
        const at = name === file ? rules.findLast((rule) => rule.line <= line) : undefined;
        list.append(...rules.map((rule) => this.item(name, rule, rule === at)));
        part.append(list);
      }
      return part;
    });
    const focused = document.activeElement instanceof HTMLElement && this.list.contains(document.activeElement)
      ? document.activeElement.dataset : null;
    this.list.replaceChildren(...parts);
    if (focused !== null) {
      const again = [...this.list.querySelectorAll("button")].find((one) => (
        one.dataset.file === focused.file && one.dataset.rule === focused.rule
      ));
      again?.focus();
    }
    this.sift();
  }

  /** @param {string} file @param {Listed} rule @param {boolean} isHere */
  item(file, rule, isHere) {
    const item = document.createElement("li");
    const button = this.button(rule.id, file, rule.line);
    button.dataset.rule = rule.id;
    if (this.fired.has(rule.id)) {
      button.classList.add("speaks");
      button.title = "speaks for this client";
      button.append(aloud(", speaks for this client"));
    }
    if (isHere) button.setAttribute("aria-current", "true");
    item.append(button);
    return item;
  }

  /** @param {string} text @param {string} file @param {number} line */
  button(text, file, line) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.dataset.file = file;
    button.dataset.line = String(line);
    return button;
  }

  /** Leave what the filter names. */
  sift() {
    const words = this.filter.value.toLowerCase().split(/[\s-]+/).filter((word) => word !== "");
    for (const part of this.list.querySelectorAll(".outline-file")) {
      let any = words.length === 0;
      for (const item of part.querySelectorAll("li")) {
        const text = (item.textContent ?? "").toLowerCase();
        item.hidden = !words.every((word) => text.includes(word));
        any ||= !item.hidden;
      }
      /** @type {HTMLElement} */ (part).hidden = !any;
    }
  }
}

/** What only those hear who do not see the mark. @param {string} text */
function aloud(text) {
  const made = document.createElement("span");
  made.className = "aloud";
  made.textContent = text;
  return made;
}
