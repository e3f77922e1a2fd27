// @ts-check
/** Questions to the studio: how they are sent, and that the latest one wins. */

/** What the studio said that it cannot do, in a sentence. */
export class Refusal extends Error {
  /** @param {number} status @param {string} detail @param {any} told */
  constructor(status, detail, told) {
    super(detail);
    this.status = status;
    this.told = told;
  }
}

/** Raised where the studio is not there: it was ended, or is being started again. */
export class Away extends Error {}

/**
 * Send something and wait for the answer.
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function sent(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Away("The studio does not answer. Start it again: nothing that you wrote is lost.");
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  const detail = answer.status === 401
    ? "The studio was started anew: open the address that it printed. Nothing that you wrote is lost."
    : told.detail ?? "The studio failed at this. What you wrote is kept.";
  throw new Refusal(answer.status, detail, told);
}

/** @param {string} path @param {object} body @param {AbortSignal} [signal] */
export async function posted(path, body, signal) {
  return sent(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
}

/**
 * A question that is asked again and again, of which only the latest answer counts.
 *
 * While one is under way the next waits for it, and only the last of those that wait is asked:
 * so answers come as fast as the studio can give them, in order, and none is given in vain.
 */
export class Repeated {
  /** @param {() => Promise<void>} ask */
  constructor(ask) {
    this.ask = ask;
    this.busy = false;
    this.again = false;
  }

  now() {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    this.ask().finally(() => {
      this.busy = false;
      if (this.again) {
        this.again = false;
        this.now();
      }
    });
  }
}

/** A question that is asked once nobody has typed for a while; the one before it is given up. */
export class Patient {
  /** @param {(signal: AbortSignal) => Promise<void>} ask @param {number} pause milliseconds */
  constructor(ask, pause) {
    this.ask = ask;
    this.pause = pause;
    this.timer = 0;
    this.under = new AbortController();
  }

  /** @param {number} [pause] */
  soon(pause = this.pause) {
    this.drop();
    const under = this.under;
    this.timer = window.setTimeout(() => {
      this.ask(under.signal).catch((error) => {
        if (!under.signal.aborted && !(error instanceof Away) && !(error instanceof Refusal)) {
          throw error;
        }
      });
    }, pause);
  }

  drop() {
    window.clearTimeout(this.timer);
    this.under.abort();
    this.under = new AbortController();
  }
}
