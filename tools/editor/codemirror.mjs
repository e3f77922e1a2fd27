// What the studio's editor has from CodeMirror, and no more: esbuild leaves out the rest.
export { autocompletion, completionKeymap, startCompletion } from "@codemirror/autocomplete";
export {
  defaultKeymap, history, historyKeymap, isolateHistory, redo, undo,
} from "@codemirror/commands";
export { yaml } from "@codemirror/lang-yaml";
export {
  HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting,
} from "@codemirror/language";
export { lintGutter, setDiagnostics } from "@codemirror/lint";
export { MergeView } from "@codemirror/merge";
export { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
export { EditorSelection, EditorState, Transaction } from "@codemirror/state";
export {
  EditorView, crosshairCursor, drawSelection, highlightActiveLine, highlightActiveLineGutter,
  highlightSpecialChars, hoverTooltip, keymap, lineNumbers, rectangularSelection,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";
