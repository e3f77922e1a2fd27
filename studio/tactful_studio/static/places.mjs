// @ts-check
/**
 * Places in a text. The studio counts lines and columns from 1, in characters; JavaScript counts
 * the halves of characters that need two.
 */

/** @typedef {[number, number]} Place line and column */
/** @typedef {{file: string, start: Place, end: Place, text: string}} Edit */
/** @typedef {{from: number, to: number, insert: string}} Change offsets, and what stands there then */

/** Where a column is in a line. @param {string} line @param {number} column */
function inLine(line, column) {
  if (!/[\ud800-\udfff]/.test(line)) return Math.min(column - 1, line.length);
  return [...line].slice(0, column - 1).join("").length;
}

/** @param {string} text @param {Place} place @returns {number} */
export function offsetOf(text, [line, column]) {
  let start = 0;
  for (let n = 1; n < line; n += 1) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return start + inLine(text.slice(start, end < 0 ? text.length : end), column);
}

/** @param {string} text @param {number} offset @returns {Place} */
export function placeOf(text, offset) {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return [before.split("\n").length, [...before.slice(start)].length + 1];
}

/** Edits of one text as changes, in order. @param {string} text @param {Edit[]} edits @returns {Change[]} */
export function changesOf(text, edits) {
  return edits
    .map(({ start, end, text: insert }) => (
      { from: offsetOf(text, start), to: offsetOf(text, end), insert }
    ))
    .sort((one, other) => one.from - other.from);
}

/** The smallest change that makes one text another. @param {string} old @param {string} text
 *  @returns {Change | null} */
export function difference(old, text) {
  if (old === text) return null;
  const most = Math.min(old.length, text.length);
  let start = 0;
  while (start < most && old[start] === text[start]) start += 1;
  let end = 0;
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
  return { from: start, to: old.length - end, insert: text.slice(start, text.length - end) };
}

/** Changes carried out. @param {string} text @param {Change[]} changes */
export function changed(text, changes) {
  let made = "";
  let last = 0;
  for (const { from, to, insert } of changes) {
    made += text.slice(last, from) + insert;
    last = to;
  }
  return made + text.slice(last);
}
