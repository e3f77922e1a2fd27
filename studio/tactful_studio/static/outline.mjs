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
    /** What is drawn of each file. @type {Map<string, {key: string, part: HTMLElement}>} */
    this.drawn = new Map();
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

  /** Draw what is not drawn yet: a file whose part says the same stays as it is.
   *  @param {string[]} names @param {(name: string) => boolean} isUnsaved
   *  @param {string} file @param {number} line where the cursor is */
  draw(names, isUnsaved, file, line) {
    const focused = document.activeElement instanceof HTMLElement && this.list.contains(document.activeElement)
      ? document.activeElement : null;
    const before = this.drawn;
    this.drawn = new Map(names.map((name) => {
      const told = this.told(name, isUnsaved(name), name === file ? line : null);
      const key = JSON.stringify(told);
      const known = before.get(name);
      return [name, known?.key === key ? known : { key, part: this.part(told) }];
    }));
    const parts = [...this.drawn.values()].map((one) => one.part);
    if (parts.length === this.list.children.length && parts.every((one, n) => one === this.list.children[n])) return;
    parts.forEach((part, n) => { // those that stay are left where they are, with the focus in them
      const there = this.list.children[n];
      if (there === part) return;
      if (there !== undefined && !parts.includes(/** @type {HTMLElement} */ (there))) there.replaceWith(part);
      else this.list.insertBefore(part, there ?? null);
    });
    while (this.list.children.length > parts.length) this.list.lastElementChild?.remove();
    if (focused !== null && document.activeElement !== focused) {
      const again = [...this.list.querySelectorAll("button")].find((one) => (
        one.dataset.file === focused.dataset.file && one.dataset.rule === focused.dataset.rule
      ));
      again?.focus();
    }
    this.sift();
  }

  /** All that the part of a file says. @param {string} name @param {boolean} isUnsaved
   *  @param {number | null} line where the cursor is in it */
  told(name, isUnsaved, line) {
    const rules = this.rules[name] ?? [];
    const at = line === null ? undefined : rules.findLast((rule) => rule.line <= line);
    return {
      name, isUnsaved,
      isWrong: this.wrong.has(name),
      isHere: line !== null,
      rules: rules.map((rule) => ({ ...rule, speaks: this.fired.has(rule.id), isHere: rule === at })),
    };
  }

  /** @param {ReturnType<Outline["told"]>} told */
  part({ name, isUnsaved, isWrong, isHere, rules }) {
    const part = document.createElement("section");
    part.className = "outline-file";
    const head = this.button(name, name, 1);
    head.classList.add("name");
    if (isUnsaved) {
      head.classList.add("unsaved");
      head.title = "with unsaved edits";
      head.append(aloud(", with unsaved edits"));
    }
    if (isWrong) {
      head.classList.add("wrong");
      head.append(aloud(", with mistakes"));
    }
    if (isHere) head.setAttribute("aria-current", "true");
    part.append(head);
    if (rules.length > 0) {
      const list = document.createElement("ul");
      list.setAttribute("aria-label", name);
      list.append(...rules.map((rule) => this.item(name, rule)));
      part.append(list);
    }
    return part;
  }

  /** @param {string} file @param {Listed & {speaks: boolean, isHere: boolean}} rule */
  item(file, rule) {
    const item = document.createElement("li");
    const button = this.button(rule.id, file, rule.line);
    button.dataset.rule = rule.id;
    if (rule.speaks) {
      button.classList.add("speaks");
      button.title = "speaks for this client";
      button.append(aloud(", speaks for this client"));
    }
    if (rule.isHere) button.setAttribute("aria-current", "true");
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
