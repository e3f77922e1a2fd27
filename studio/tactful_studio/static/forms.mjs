// @ts-check
/** Forms: what is filled in becomes an edit of the text, and the form is drawn from the text again. */
import { posted } from "./ask.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/**
 * What forms need of the page.
 * @typedef {{
 *   pane: HTMLElement,
 *   asked: () => { unsaved: object },
 *   act: (edits: Edit[]) => Promise<boolean>,
 *   show: (pane: string, form: Record<string, string>) => void,
 *   set: (form: Record<string, string>) => void,
 *   redraw: () => void,
 *   say: (text: string) => void,
 *   excuse: (error: unknown) => void,
 * }} Hooks
 */

/** Take part in a page: listen to its fields, and give what its buttons do.
 *  @param {Hooks} hooks @returns {(data: DOMStringMap, button?: HTMLElement) => Promise<void>} */
export function forms(hooks) {
  /** What is under way; one thing is done after the other, each on the text as it is by then. */
  let last = Promise.resolve();

  /** @param {Element} at @param {object} what @param {Element | null} where */
  function fill(at, what, where) {
    const entry = at.closest(".entry");
    if (!(entry instanceof HTMLElement)) return last;
    const { kind, id } = entry.dataset;
    last = last.then(() => filled(entry, { kind, id, ...what }, where)).catch(hooks.excuse);
    return last;
  }

  /** @param {HTMLElement} entry @param {any} what @param {Element | null} where */
  async function filled(entry, what, where) {
    const told = await answered(what);
    refuse(where, told.refused ?? "");
    if (told.refused !== undefined) return;
    if (told.edits.length > 0) await hooks.act(told.edits);
    after(what, entry, told);
  }

  /** Edits hold for the text that they were asked of: if somebody has typed since, ask again.
   *  @param {any} what @returns {Promise<any>} */
  async function answered(what) {
    for (;;) {
      const question = hooks.asked();
      const told = await (await posted("/api/forms", { ...question, ...what })).json();
      if (JSON.stringify(hooks.asked().unsaved) === JSON.stringify(question.unsaved)) return told;
    }
  }

  /** @param {any} what @param {HTMLElement} entry @param {any} told */
  function after(what, entry, told) {
    if (what.do === "removed") hooks.set({ entry: "", adding: "" });
    else if (what.do === "added") hooks.set({ entry: told.entry ?? "", new: "", adding: "" });
    else if (what.do === "changed" && told.edits.length > 0) hooks.set({ adding: "" });
    if (what.do === "changed" && entry.dataset.kind === "scenario" && what.field === "scenario") {
      hooks.set({ entry: `scenario/${what.value}` });
    }
    hooks.redraw();
  }

  hooks.pane.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLElement) || input.closest(".entry") === null) return;
    if (input instanceof HTMLSelectElement && input.dataset.move !== undefined) {
      if (input.value !== "") {
        fill(input, { do: "moved", field: input.dataset.move, group: input.value }, wrongAt(input));
      }
      return;
    }
    if (input instanceof HTMLSelectElement && input.dataset.how !== undefined) showOperands(input);
    if (input.closest(".new-row, .new-entry") !== null) return;
    const holder = holderOf(input);
    const value = holder === null ? null : answer(holder);
    if (holder === null || value === null) return;
    fill(input, { do: "changed", field: holder.dataset.field, value }, wrongAt(input));
  });

  hooks.pane.addEventListener("submit", (event) => event.preventDefault());

  hooks.pane.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("[data-leaf] a[data-kind]") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    const { kind, id } = link.dataset;
    if (kind === "scenario") hooks.show("form", { entry: `scenario/${id}`, new: "", adding: "" });
    else hooks.show("rule", { entry: `${kind}/${id}`, adding: "" });
  });

  return async (data, button) => {
    if (button === undefined) return;
    if (data.do === "row") return row(button);
    const where = wrongAt(button);
    if (data.do === "added") return fill(button, { do: "added", said: said(button) }, where);
    if (data.do === "removed") return fill(button, { do: "removed" }, where);
    if (data.do === "named") {
      const field = document.getElementById(data.from ?? "");
      const value = field instanceof HTMLInputElement ? field.value : "";
      if (field instanceof HTMLInputElement) field.value = "";
      return fill(button, { do: "named", field: data.path, value }, where);
    }
    return fill(button, { do: "changed", field: data.path, value: "" }, where);
  };

  /** @param {HTMLElement} button */
  async function row(button) {
    const line = hooks.pane.querySelector(".new-row");
    if (!(line instanceof HTMLElement)) return;
    /** @type {Record<string, string | string[]>} */
    const cells = {};
    for (const holder of line.querySelectorAll("[data-field]")) {
      const value = holder instanceof HTMLElement ? answer(holder) : null;
      if (holder instanceof HTMLElement && value !== null && value.length > 0) {
        cells[holder.dataset.field ?? ""] = value;
      }
    }
    const rules = JSON.parse(line.dataset.rules ?? "[]");
    await fill(line, { do: "row", rules, cells }, document.getElementById("row-wrong"));
    button.focus();
  }
}

/** What stands in the inputs of a new entry. @param {HTMLElement} button */
function said(button) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const one of button.closest(".entry")?.querySelectorAll("[name]") ?? []) {
    if (one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement) {
      found[one.name] = one.value;
    }
  }
  return found;
}

/** The element that stands for a field. @param {HTMLElement} input @returns {HTMLElement | null} */
function holderOf(input) {
  const own = input.closest("[data-field]") ?? input.closest("[data-of]")?.querySelector("[data-field]");
  return own instanceof HTMLElement ? own : null;
}

/** What was answered; null where something is still to be said.
 *  @param {HTMLElement} holder @returns {string | string[] | null} */
function answer(holder) {
  if (holder.dataset.shape === "test") return testIn(holder);
  const none = holder.parentElement?.querySelector("[data-none]");
  if (none instanceof HTMLInputElement && none.checked) return "{none}";
  if (holder instanceof HTMLSelectElement && holder.multiple) {
    return [...holder.selectedOptions].map((one) => one.value);
  }
  const plain = holder instanceof HTMLInputElement || holder instanceof HTMLSelectElement
    || holder instanceof HTMLTextAreaElement;
  return plain ? holder.value : null;
}

/** @param {HTMLElement} holder @returns {string[] | null} */
function testIn(holder) {
  const how = holder.querySelector("[data-how]");
  if (!(how instanceof HTMLSelectElement) || how.value === "") return null;
  const [option] = how.selectedOptions;
  const least = Number(option.dataset.least ?? 0);
  const most = option.dataset.most === "many" ? Infinity : Number(option.dataset.most ?? 0);
  const given = [...holder.querySelectorAll(".operand")].map(operand).filter((one) => one !== "");
  const used = given.slice(0, most);
  return used.length < least ? null : [how.value, ...used];
}

/** @param {Element} slot */
function operand(slot) {
  const other = slot.querySelector("[data-instead]");
  if (other instanceof HTMLSelectElement && other.value !== "") return other.value;
  const own = slot.querySelector("[data-operand]");
  return own instanceof HTMLInputElement || own instanceof HTMLSelectElement ? own.value : "";
}

/** As many places for values as a test compares with. @param {HTMLSelectElement} how */
function showOperands(how) {
  const [option] = how.selectedOptions;
  const most = option?.dataset.most === "many" ? Infinity : Number(option?.dataset.most ?? 0);
  const slots = [...how.closest("[data-field]")?.querySelectorAll(".operand") ?? []];
  slots.forEach((slot, n) => slot.toggleAttribute("hidden", n >= most));
}

/** Where a sentence about a field, or a whole form, is said. @param {Element} at */
function wrongAt(at) {
  return at.closest("[data-of], .more")?.querySelector(".wrong")
    ?? at.closest(".entry")?.querySelector(".wrong[data-all]") ?? null;
}

/** @param {Element | null} where @param {string} sentence */
function refuse(where, sentence) {
  if (where === null) return;
  where.textContent = sentence;
  where.toggleAttribute("hidden", sentence === "");
  const field = where.closest("[data-of]")?.querySelector("input, select, textarea");
  if (sentence === "") field?.removeAttribute("aria-invalid");
  else field?.setAttribute("aria-invalid", "true");
}
