// @ts-check
/**
 * The texts: what was read of each file, and what stands in the page.
 *
 * What is unsaved is kept in the browser's storage with the text that it began from, under the name
 * of this tab. A tab that is opened takes over what tabs left behind that are no more: after a
 * reload, a crash or a restart everything is there again, and two open tabs never mix.
 */
import { Refusal, sent } from "./ask.mjs";

/**
 * @typedef {{version: string | null, base: string | null, mine: string | null}} Held
 *   `version` and `base` are what was read (null where there is no file, or it was not read yet),
 *   `mine` is what stands in the page (null where it was not read yet).
 */

const TAB = "tactful-tab";

/** A name for this tab that lasts over reloads, and is no other open tab's. */
async function ownName() {
  const known = sessionStorage.getItem(TAB);
  for (const name of [known, crypto.randomUUID()]) {
    if (name !== null && await isFree(name)) {
      sessionStorage.setItem(TAB, name);
      return name;
    }
  }
  return crypto.randomUUID();
}

/** Whether no other tab has a name; it is this one's from now on. @param {string} name */
function isFree(name) {
  return new Promise((resolve) => {
    navigator.locks.request(`${TAB}-${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {}); // held as long as the tab lives
    });
  });
}

async function living() {
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map((lock) => lock.name));
}

/** @param {string} name */
const addressOf = (name) => "/api/files/" + name.split("/").map(encodeURIComponent).join("/");

/** @param {Response} answer */
const versionOf = (answer) => (answer.headers.get("etag") ?? "").replaceAll('"', "");

export class Texts {
  /** @param {{changed: (name: string) => void, listed: () => void}} told who is told of changes */
  constructor(told) {
    /** @type {Map<string, Held>} */
    this.files = new Map();
    this.told = told;
    this.home = "";
    this.tab = "";
    /** Files that have another version on the disk than the one that unsaved edits began from. */
    this.elsewhere = new Set();
    this.saving = false;
  }

  /** Learn which files there are, and take up what was left unsaved. */
  async start() {
    this.tab = await ownName();
    const told = await (await sent("/api/ruleset")).json();
    this.home = told.home;
    for (const [name, version] of Object.entries(told.files)) {
      this.files.set(name, { version, base: null, mine: null });
    }
    await this.takeUp();
    return told;
  }

  names() {
    return [...this.files.keys()].sort(byPlace);
  }

  /** @param {string} name */
  isUnsaved(name) {
    const held = this.files.get(name);
    return held !== undefined && held.mine !== null && held.mine !== (held.base ?? "");
  }

  unsavedNames() {
    return this.names().filter((name) => this.isUnsaved(name));
  }

  /** What travels with each question. @returns {Record<string, string>} */
  unsaved() {
    return Object.fromEntries(this.unsavedNames().map((n) => [n, this.files.get(n)?.mine ?? ""]));
  }

  /** A file's text as it stands in the page. @param {string} name */
  async read(name) {
    const held = this.files.get(name);
    if (held?.mine != null) return held.mine;
    if (held === undefined) return "";
    const answer = await sent(addressOf(name));
    const text = await answer.text();
    if (held.mine === null) Object.assign(held, { version: versionOf(answer), base: text, mine: text });
    return held.mine ?? text;
  }

  /** Set what stands in the page. @param {string} name @param {string} text */
  set(name, text) {
    let held = this.files.get(name);
    const isNew = held === undefined;
    if (held === undefined) {
      held = { version: null, base: null, mine: text };
      this.files.set(name, held);
    }
    held.mine = text;
    if (held.version === null && text === "") this.files.delete(name);
    this.keep(name);
    if (isNew || text === "") this.told.listed();
  }

  /** Save one file. @param {string} name
   *  @returns {Promise<{text: string, version: string} | null>} the text that stands there if it is
   *   another than the one that was read, null where all went well */
  async save(name) {
    const held = this.files.get(name);
    if (held === undefined || held.mine === null) return null;
    const mine = held.mine;
    this.saving = true;
    try {
      const answer = await sent(addressOf(name), {
        method: "PUT",
        headers: held.version === null
          ? { "if-none-match": "*" }
          : { "if-match": `"${held.version}"` },
        body: mine,
      });
      Object.assign(held, { version: versionOf(answer), base: mine });
      this.elsewhere.delete(name);
      this.keep(name);
      return null;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error;
      return error.told.theirs ?? { text: "", version: "" };
    } finally {
      this.saving = false;
    }
  }

  /** From now on the text that somebody else saved is what edits begin from.
   *  @param {string} name @param {{text: string, version: string}} theirs */
  rebase(name, theirs) {
    const held = this.files.get(name);
    if (held === undefined) return;
    held.base = theirs.text;
    held.version = theirs.version === "" ? null : theirs.version;
    this.elsewhere.delete(name);
    this.keep(name);
  }

  /** Look whether files were changed elsewhere. @returns whether anything came of it */
  async poll() {
    if (this.saving) return false;
    const versions = await (await sent("/api/versions")).json();
    if (this.saving) return false;
    let changed = false;
    for (const [name, version] of Object.entries(versions)) {
      const held = this.files.get(name);
      if (held === undefined) {
        this.files.set(name, { version, base: null, mine: null });
        changed = true;
      } else if (held.version !== version) {
        changed = await this.follow(name, held, version) || changed;
      }
    }
    for (const [name, held] of this.files) {
      if (!(name in versions) && held.version !== null) {
        changed = true;
        if (this.isUnsaved(name)) {
          this.elsewhere.add(name);
        } else {
          this.files.delete(name);
        }
      }
    }
    if (changed) this.told.listed();
    return changed;
  }

  /** Take up another version of a file. @param {string} name @param {Held} held @param {any} version */
  async follow(name, held, version) {
    if (held.mine === null) {
      held.version = version;
      return true;
    }
    const answer = await sent(addressOf(name));
    const text = await answer.text();
    if (this.saving) return false;
    if (text === held.mine) { // somebody saved the same, or this is what was saved just now
      const was = held.version;
      Object.assign(held, { version: versionOf(answer), base: text });
      this.elsewhere.delete(name);
      this.keep(name);
      return was !== held.version;
    }
    if (this.isUnsaved(name)) {
      const known = this.elsewhere.has(name);
      this.elsewhere.add(name);
      return !known;
    }
    Object.assign(held, { version: versionOf(answer), base: text, mine: text });
    this.told.changed(name);
    return true;
  }

  // The browser's storage.

  /** @param {string} name */
  keyOf(name, tab = this.tab) {
    return `tactful:${this.home}:${tab}:${name}`;
  }

  /** Keep what is unsaved of a file, or forget what was. @param {string} name */
  keep(name) {
    const held = this.files.get(name);
    try {
      if (held !== undefined && this.isUnsaved(name)) {
        localStorage.setItem(this.keyOf(name), JSON.stringify({ ...held, at: Date.now() }));
      } else {
        localStorage.removeItem(this.keyOf(name));
      }
    } catch {
      this.full = true; // the storage is full or shut: the page says so when it is left
    }
  }

  /** Take up what this tab kept, and what tabs kept that are no more. */
  async takeUp() {
    const alive = await living();
    const start = `tactful:${this.home}:`;
    /** @type {{name: string, key: string, kept: Held & {at: number}, own: boolean}[]} */
    const found = [];
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(start)) continue;
      const [tab, ...rest] = key.slice(start.length).split(":");
      const own = tab === this.tab;
      if (own || !alive.has(`${TAB}-${tab}`)) {
        const kept = JSON.parse(localStorage.getItem(key) ?? "null");
        if (kept !== null) found.push({ name: rest.join(":"), key, kept, own });
      }
    }
    found.sort((a, b) => Number(b.own) - Number(a.own) || b.kept.at - a.kept.at);
    for (const { name, key, kept } of found) {
      const held = this.files.get(name);
      if (held?.mine != null) continue; // an older one stays where it is for the next tab
      localStorage.removeItem(key);
      const { version, base, mine } = kept;
      if (held !== undefined && held.version !== version) this.elsewhere.add(name);
      this.files.set(name, { version, base, mine });
      this.keep(name);
    }
  }
}

const FIRST = ["ruleset.yaml", "facts.yaml"];

/** The order in which a ruleset is read. @param {string} one @param {string} other */
function byPlace(one, other) {
  /** @param {string} name */
  const place = (name) => FIRST.includes(name) ? FIRST.indexOf(name) : name.startsWith("rules/") ? 2 : 3;
  return place(one) - place(other) || (one < other ? -1 : 1);
}
