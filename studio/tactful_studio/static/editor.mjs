// @ts-check
/** The text in CodeMirror. One state, and so one history, a file. */
import { changesOf, difference, offsetOf, placeOf } from "./places.mjs";

/** @typedef {import("./places.mjs").Edit} Edit */
/** @typedef {import("./places.mjs").Place} Place */

const NONCE = document.querySelector("meta[name=nonce]")?.getAttribute("content") ?? "";

/** The colours of the page, so that light and dark are told in one place. @param {any} cm */
function theme(cm) {
  const look = cm.EditorView.theme({
    "&": { height: "100%", backgroundColor: "var(--paper)", color: "var(--ink)" },
    "&.cm-focused": { outline: "none" }, // the line with the cursor stands out, and the bar above
    ".cm-scroller": { font: "0.8438rem/1.6 var(--mono)", overflow: "auto" },
    ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0 40vh" },
    ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
    ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--soft)", border: "0" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--wash)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
      { backgroundColor: "color-mix(in srgb, var(--fact) 28%, transparent)" },
    ".cm-selectionMatch": { backgroundColor: "var(--fact-wash)" },
    ".cm-matchingBracket, &.cm-focused .cm-matchingBracket":
      { backgroundColor: "var(--yes-wash)", outline: "1px solid var(--yes)" },
    ".cm-tooltip": {
      backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--rule)",
      borderRadius: "8px", boxShadow: "0 6px 24px #0003", font: "0.875rem/1.45 var(--sans)",
    },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]":
      { backgroundColor: "var(--yes-wash)", color: "var(--ink)" },
    ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" },
    ".cm-tooltip .about": { padding: "0.5rem 0.75rem", maxWidth: "30rem", whiteSpace: "pre-line" },
    ".cm-diagnostic": { borderLeft: "4px solid var(--look-rule)", padding: "0.4rem 0.6rem" },
    ".cm-diagnostic-error": { borderLeftColor: "var(--no)" },
    ".cm-diagnosticAction": {
      backgroundColor: "var(--field)", color: "var(--ink)", border: "1px solid var(--edge)",
      borderRadius: "6px", padding: "0.2rem 0.6rem", margin: "0.3rem 0.4rem 0 0", font: "inherit",
    },
    ".cm-lintRange-error, .cm-lintRange-warning": {
      backgroundImage: "none", textDecoration: "underline wavy 1.5px var(--no)",
      textUnderlineOffset: "0.2em", textDecorationSkipInk: "none",
    },
    ".cm-lintRange-warning": { textDecorationColor: "var(--look)" },
    ".cm-panels": { backgroundColor: "var(--wash)", color: "var(--ink)" },
    ".cm-panel input, .cm-panel button": { font: "inherit" },
    ".cm-textfield": { backgroundColor: "var(--field)", border: "1px solid var(--edge)" },
    ".cm-button": { backgroundImage: "none", backgroundColor: "var(--field)" },
    ".cm-foldPlaceholder": { backgroundColor: "var(--wash)", color: "var(--soft)", border: "0" },
    ".cm-deletedChunk, .cm-changedLine": { backgroundColor: "var(--look-wash)" },
    ".cm-collapsedLines": { backgroundColor: "var(--wash)", color: "var(--soft)", backgroundImage: "none" },
  });
  const { tags } = cm;
  const words = cm.HighlightStyle.define([
    { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--fact)" },
    { tag: [tags.comment, tags.lineComment], color: "var(--soft)", fontStyle: "italic" },
    { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--soft)" },
  ]);
  return [look, cm.syntaxHighlighting(words)];
}

/** The editor's bundle, or null where there is none. */
export async function bundle() {
  if (document.body.dataset.editor !== "yes") return null;
  try {
    return await import("./vendor/codemirror.js");
  } catch {
    return null;
  }
}

export class Editor {
  /** @param {any} cm @param {HTMLElement} parent @param {import("./studio.mjs").Hooks} hooks */
  constructor(cm, parent, hooks) {
    this.cm = cm;
    this.hooks = hooks;
    this.name = "";
    /** @type {Map<string, any>} */
    this.states = new Map();
    /** @type {Map<string, any>} */
    this.tops = new Map();
    this.look = theme(cm);
    parent.replaceChildren();
    const extensions = [cm.EditorView.cspNonce.of(NONCE), this.look];
    this.view = new cm.EditorView({ parent, state: cm.EditorState.create({ extensions }) });
  }

  extensions() {
    const { cm } = this;
    return [
      cm.EditorView.cspNonce.of(NONCE),
      cm.lineNumbers(), cm.foldGutter(), cm.lintGutter(), cm.history(), cm.drawSelection(),
      cm.highlightSpecialChars(), cm.highlightActiveLine(), cm.highlightActiveLineGutter(),
      cm.bracketMatching(), cm.indentOnInput(), cm.highlightSelectionMatches(),
      cm.search({ top: true }), cm.yaml(), this.look, cm.EditorView.lineWrapping,
      cm.EditorState.tabSize.of(2),
      cm.autocompletion({
        override: [(/** @type {any} */ at) => this.words(at)],
        activateOnCompletion: (/** @type {any} */ word) => word.apply.endsWith(" "),
        icons: false,
      }),
      cm.hoverTooltip((/** @type {any} */ view, /** @type {number} */ at) => this.hover(view, at)),
      cm.keymap.of([
        ...cm.completionKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.foldKeymap,
        ...cm.defaultKeymap,
      ]),
      cm.EditorView.contentAttributes.of({
        "aria-label": "Text of the file", spellcheck: "false", autocapitalize: "off",
      }),
      cm.EditorView.updateListener.of((/** @type {any} */ update) => this.updated(update)),
    ];
  }

  /** @param {any} update */
  updated(update) {
    if (update.docChanged && !update.transactions.some((/** @type {any} */ t) => t.isUserEvent("set"))) {
      this.hooks.typed(this.name, update.state.doc.toString());
    }
    if (update.selectionSet || update.docChanged) this.hooks.moved(this.place());
  }

  /** @param {string} name @param {string} text */
  state(name, text) {
    let found = name === this.name ? this.view.state : this.states.get(name);
    if (found === undefined) {
      found = this.cm.EditorState.create({ doc: text, extensions: this.extensions() });
      this.states.set(name, found);
    }
    return found;
  }

  /** @param {string} name @param {string} text */
  show(name, text) {
    if (name === this.name) return;
    const state = this.state(name, text);
    if (this.name !== "") {
      this.states.set(this.name, this.view.state);
      this.tops.set(this.name, this.view.scrollSnapshot());
    }
    this.name = name;
    this.view.setState(state);
    const top = this.tops.get(name);
    if (top !== undefined) this.view.dispatch({ effects: top });
    this.hooks.moved(this.place());
  }

  /** A change of a text, shown or not. @param {string} name @param {string} text @param {object} spec */
  change(name, text, spec) {
    const state = this.state(name, text);
    const made = state.update({ ...spec, userEvent: "set" });
    if (name === this.name) this.view.dispatch(made);
    else this.states.set(name, made.state);
    return made.state.doc.toString();
  }

  /** Carry out edits of one file as one step. @param {string} name @param {string} text
   *  @param {Edit[]} edits @returns {string} */
  edit(name, text, edits) {
    const changes = changesOf(text, edits);
    const last = changes[changes.length - 1];
    const moved = changes.reduce((n, c) => n + c.insert.length - (c.to - c.from), 0);
    return this.change(name, text, {
      changes,
      selection: { anchor: last.to + moved },
      annotations: this.cm.isolateHistory.of("full"),
      scrollIntoView: name === this.name,
    });
  }

  /** Take up a text that was changed elsewhere; the cursor stays in its line.
   *  @param {string} name @param {string} text */
  follow(name, text) {
    if (name !== this.name && !this.states.has(name)) return;
    const change = difference(this.state(name, "").doc.toString(), text);
    if (change === null) return;
    this.change(name, "", { changes: change, annotations: this.cm.Transaction.addToHistory.of(false) });
  }

  /** @param {string} name */
  forget(name) {
    this.states.delete(name);
  }

  /** @param {Place} start @param {Place} [end] */
  go(start, end = start) {
    const text = this.view.state.doc.toString();
    const anchor = offsetOf(text, start);
    this.view.dispatch({
      selection: { anchor, head: offsetOf(text, end) },
      effects: this.cm.EditorView.scrollIntoView(anchor, { y: "center" }),
    });
    this.view.focus();
  }

  /** @returns {Place} */
  place() {
    const { doc, selection: { main: { head } } } = this.view.state;
    const line = doc.lineAt(head);
    return [line.number, [...line.text.slice(0, head - line.from)].length + 1];
  }

  /** @param {any[]} diagnostics those of the file that is shown */
  mark(diagnostics) {
    const text = this.view.state.doc.toString();
    const marks = diagnostics.map((found) => {
      const from = offsetOf(text, found.start);
      return {
        from,
        to: Math.max(from, offsetOf(text, found.end)),
        severity: found.severity,
        message: `${found.message}\n${found.help}`,
        actions: found.fixes.map((/** @type {any} */ fix) => (
          { name: fix.title, apply: () => this.hooks.act(fix.edits) }
        )),
      };
    }).sort((one, other) => one.from - other.from);
    this.view.dispatch(this.cm.setDiagnostics(this.view.state, marks));
  }

  /** The words that can stand at a place. @param {any} at */
  async words(at) {
    const text = at.state.doc.toString();
    const [line, column] = placeOf(text, at.pos);
    const before = at.matchBefore(/[\w-]*/);
    const sign = before.from > 0 ? text[before.from - 1] : "\n";
    if (!at.explicit && before.from === before.to && !" {[,:".includes(sign)) return null;
    const found = await this.hooks.words(this.name, line, column);
    if (at.aborted || found.length === 0) return null;
    const from = offsetOf(text, found[0].start);
    return {
      from,
      filter: true,
      validFor: /^[\w-]*$/,
      options: found.map((/** @type {any} */ word) => (
        { label: word.label, detail: word.detail, apply: word.text, type: word.kind }
      )),
    };
  }

  /** What a word means. @param {any} view @param {number} at */
  async hover(view, at) {
    const text = view.state.doc.toString();
    const told = await this.hooks.hover(this.name, ...placeOf(text, at));
    if (told === null) return null;
    return {
      pos: offsetOf(text, told.start),
      end: offsetOf(text, told.end),
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "about";
        dom.textContent = told.text;
        return { dom };
      },
    };
  }

  focus() {
    this.view.focus();
  }
}

/** Two texts side by side, of which the right one can be edited.
 *  @param {any} cm @param {HTMLElement} parent @param {string} theirs @param {string} mine
 *  @returns {() => string} what stands on the right */
export function compared(cm, parent, theirs, mine) {
  const { EditorState, EditorView } = cm;
  const shared = [
    EditorView.cspNonce.of(NONCE), cm.lineNumbers(), EditorView.lineWrapping, theme(cm), cm.yaml(),
  ];
  const merge = new cm.MergeView({
    parent,
    a: { doc: theirs, extensions: [...shared, EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ "aria-label": "What stands in the file now" })] },
    b: { doc: mine, extensions: [...shared, cm.history(), cm.keymap.of([...cm.historyKeymap, ...cm.defaultKeymap]),
      EditorView.contentAttributes.of({ "aria-label": "What will be saved" })] },
    collapseUnchanged: { margin: 3, minSize: 4 },
  });
  return () => merge.b.state.doc.toString();
}
