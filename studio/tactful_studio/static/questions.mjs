// @ts-check
/** What the page asks of the studio, again and again: what is wrong, the pane, how things stand. */
import { Patient, Repeated, posted } from "./ask.mjs";
import { at, excuse, page } from "./page.mjs";
import { element } from "./saving.mjs";

const PAUSE = 300; // milliseconds without a key after which slower questions are asked

/**
 * Take part in a page.
 * @param {{
 *   texts: import("./texts.mjs").Texts,
 *   morph: import("./panes.mjs").Morph,
 *   told: (told: any) => void,
 * }} hooks `told` is told what is wrong, which rules there are and which of them speak
 */
export function questions({ texts, morph, told: tell }) {
  /** The facts and the pane that were asked with when the text was last right. */
  let right = "";

  /** What travels with each question. @param {string} [pane] */
  function asked(pane = page.pane) {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const country = navigator.language.split("-")[1] ?? "";
    return {
      unsaved: texts.unsaved(),
      facts: page.facts,
      reader: { zone, country },
      pane,
      form: page.forms[pane] ?? {},
    };
  }

  const look = new Repeated(async () => {
    const question = asked();
    const of = JSON.stringify([question.facts, question.pane, question.form]);
    try {
      const told = await (await posted("/api/look", question)).json();
      tell(told);
      const isOld = !told.usable && right === of; // what was last right stays, and says so
      if (told.html !== null && question.pane === page.pane && !isOld) {
        if (!morph.shows(at("pane"), told.html)) morph.put(at("pane"), told.html);
        const next = page.next === "" ? null : document.getElementById(page.next);
        if (next !== null) {
          page.next = "";
          next.focus();
        }
        if (told.usable) right = of;
      }
      at("stale").hidden = !isOld;
      at("pane").classList.toggle("is-stale", isOld);
    } catch (error) {
      excuse(error);
    }
  });

  /** A pane that takes longer follows when nobody types. */
  const draw = new Patient(async (signal) => {
    const pane = page.pane;
    at("pane").setAttribute("aria-busy", "true");
    try {
      const html = await (await posted(`/parts/${pane}`, asked(pane), signal)).text();
      if (pane === page.pane && !signal.aborted) morph.put(at("pane"), html);
    } catch (error) {
      excuse(error);
    } finally {
      if (!signal.aborted) at("pane").removeAttribute("aria-busy"); // else another is under way
    }
  }, PAUSE);

  const telling = new Patient(async (signal) => {
    const told = await (await posted("/api/asked", asked("client"), signal)).json();
    const known = (page.forms.client ??= {});
    const facts = JSON.stringify(told.facts);
    if (signal.aborted || known.asked === facts) return;
    known.asked = facts;
    if (page.pane === "client") look.now();
  }, PAUSE);

  const lights = new Patient(async (signal) => {
    await Promise.all([...document.querySelectorAll("[data-light]")].map(async (light) => {
      if (!(light instanceof HTMLElement)) return;
      const name = light.dataset.light ?? "";
      let told = { tone: "wait", text: "" };
      while (told?.tone === "wait" && !signal.aborted) { // what takes longer says so, and goes on
        told = await (await posted(`/api/lights/${name}`, asked(name), signal)).json();
        if (signal.aborted) return;
        light.hidden = told === null;
        if (told !== null) shine(light, told.text, told.tone);
      }
    }));
  }, 2 * PAUSE);

  /** @param {string} path @param {object} more */
  async function names(path, more) {
    try {
      return await (await posted(path, { ...more, unsaved: texts.unsaved() })).json();
    } catch (error) {
      excuse(error);
      return { words: [], hover: null };
    }
  }

  return { asked, look, draw, telling, lights, names };
}

/** @param {HTMLElement} light @param {string} text @param {string} tone */
function shine(light, text, tone) {
  const words = light.querySelector(".words") ?? light.appendChild(element("span", "", { class: "words" }));
  if (words.textContent !== text) words.textContent = text;
  if (light.dataset.tone !== tone) light.dataset.tone = tone;
}
