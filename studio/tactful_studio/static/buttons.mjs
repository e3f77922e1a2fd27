// @ts-check
/** What the buttons and fields of panes do. */
import { Tables, slid, withReason } from "./acts.mjs";
import { posted } from "./ask.mjs";
import { forms } from "./forms.mjs";
import { choose } from "./naming.mjs";
import { at, excuse, page, say } from "./page.mjs";
import { answered } from "./panes.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */

/**
 * Listen to the buttons and fields of panes.
 * @param {{
 *   asked: () => { unsaved: object },
 *   act: (edits: Edit[]) => Promise<boolean>,
 *   open: (file: string, start: Place) => Promise<void>,
 *   showPane: (pane: string) => void,
 *   factsChanged: () => void,
 *   set: () => void,
 *   redraw: (pause: number) => void,
 * }} hooks `set` is told that a setting of the pane is another, `redraw` draws a slower pane
 */
export function listen(hooks) {
  /** Put facts into the client form. @param {Record<string, any>} facts @param {string} title */
  function take(facts, title) {
    page.facts = facts;
    (page.forms.client ??= {}).title = title;
    hooks.factsChanged();
    hooks.showPane("client");
  }

  const fillIn = forms({
    pane: at("pane"),
    asked: () => hooks.asked(),
    act: hooks.act,
    show: (pane, form) => {
      page.forms[pane] = { ...page.forms[pane], ...form };
      hooks.showPane(pane);
    },
    set: (form) => { page.forms[page.pane] = { ...page.forms[page.pane], ...form }; },
    redraw: () => hooks.redraw(0),
    say, excuse,
  });

  /** What the buttons of panes do.
   *  @type {Record<string, (data: DOMStringMap, button?: HTMLElement) => void | Promise<void>>} */
  const ACTS = {
    form: fillIn,
    facts: (data) => take(JSON.parse(data.facts ?? "{}"), data.title ?? ""),
    situations: async () => {
      try {
        const told = await (await posted("/api/situations", hooks.asked())).json();
        choose("Take a scenario", told.situations.map((/** @type {any} */ one) => (
          { text: one.title, act: () => take(one.facts, one.title) }
        )));
      } catch (error) {
        excuse(error);
      }
    },
    edits: async (data) => {
      const edits = withReason(JSON.parse(data.edits ?? "[]"), data.of);
      if (edits === null) say("Write the reason first.");
      else if (await hooks.act(edits)) say(data.said ?? "Done. It can be undone in the text.");
    },
    copy: async (data) => {
      try {
        await navigator.clipboard.writeText(data.text ?? "");
        say(data.said ?? "Copied.");
      } catch {
        say("The browser does not let the page copy: select the text and copy it yourself.");
      }
    },
    "table-away": (data) => tables.away(data.table ?? ""),
    open: (data) => hooks.open(data.file ?? "", [Number(data.line), Number(data.column ?? 1)]),
    pane: (data) => {
      const pane = data.pane ?? page.pane;
      page.forms[pane] = { ...page.forms[pane], ...JSON.parse(data.form ?? "{}") };
      hooks.showPane(pane);
    },
    several: (data) => {
      const list = data.list ?? "";
      page.facts[list] = [{}, {}];
      for (const fact of JSON.parse(data.facts ?? "[]")) {
        if (fact in page.facts) page.facts[list][0][fact] = page.facts[fact];
        delete page.facts[fact];
      }
      page.next = `name-${list}-1`;
      hooks.factsChanged();
    },
    more: (data) => {
      const list = page.facts[data.list ?? ""];
      list.push({});
      page.next = `name-${data.list}-${list.length}`;
      hooks.factsChanged();
    },
    fewer: (data) => {
      const list = data.list ?? "";
      const [one] = page.facts[list].splice(Number(data.place) - 1, 1);
      if (page.facts[list].length === 1) {
        const { name: _, ...facts } = page.facts[list][0] ?? one;
        delete page.facts[list];
        Object.assign(page.facts, facts);
      }
      hooks.factsChanged();
    },
    start: async (data) => {
      const form = document.getElementById(data.of ?? "");
      const fields = [...form?.querySelectorAll("input, select") ?? []];
      const said = Object.fromEntries(fields.map((/** @type {any} */ one) => [one.name, one.value]));
      try {
        const told = await (await posted("/api/starts", { from: data.from, said })).json();
        await hooks.act(Object.entries(told.files).map(([file, text]) => (
          { file, start: [1, 1], end: [1, 1], text: /** @type {string} */ (text) }
        )));
        await hooks.open("ruleset.yaml", [1, 1]);
      } catch (error) {
        excuse(error);
      }
    },
  };

  at("advice").addEventListener("click", (/** @type {Event} */ event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-act]") : null;
    if (!(button instanceof HTMLElement)) return;
    event.preventDefault();
    ACTS[button.dataset.act ?? ""]?.(button.dataset, button);
  });

  at("pane").addEventListener("input", (/** @type {Event} */ event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    if (slid(field)) return;
    if (field.dataset.set !== undefined) {
      (page.forms[page.pane] ??= {})[field.dataset.set] = field.value;
      for (const other of (field.dataset.clears ?? "").split(" ")) delete page.forms[page.pane][other];
      hooks.set();
    } else if (answered(field, page.facts)) {
      (page.forms.client ??= {}).title = "";
      hooks.factsChanged();
    }
  });

  const tables = new Tables(at("pane"), {
    taken: (table) => {
      page.forms.clients = { ...(table === "" ? {} : { table }) };
      hooks.showPane("clients");
    },
    say, excuse,
  });
}
