/**
 * <input-outbox> in every page of who is signed in: what waits on this device to be sent.
 *
 *   <input-outbox data-owner="17" data-sending="…" data-waiting="…" data-unanswered="…" data-unkept="…"
 *     data-sent="…" data-receipt="…" data-refused="…" data-again="…" data-signed-out="…" data-leaving="…">
 *     <div class="ros-message"><p role="status"></p></div>
 *   </input-outbox>
 *
 * Whatever is kept on a device stands under the name of its owner and goes at signing out. <input-form> gives an act
 * ({address, fields, action, page}) that it wants delivered; who leaves that page meets it again here, on any other.
 * Delivering goes on until the server answers: the hidden key in the fields makes a second arrival the same act.
 */
const PREFIX = "ros-portaal:device:";
const PAGES = "ros-portaal:pages"; // the cache of capture-worker.js
const FIRST_RETRY = 2_000; // ms; doubles up to a minute
const LONGEST_RETRY = 60_000;
const PATIENCE = 20_000; // for one answer

class InputOutbox extends HTMLElement {
  connectedCallback() {
    this.status = this.querySelector("[role=status]");
    this.cleared = this.#forgetPagesOfOthers();
    document.addEventListener("submit", (event) => this.#signOut(event));
    this.#deliverRest();
  }

  // --- What stands on this device -------------------------------------------------------------------------------

  #key(name) {
    return `${PREFIX}${this.dataset.owner}:${name}`;
  }

  read(name) {
    try {
      return JSON.parse(localStorage.getItem(this.#key(name)));
    } catch {
      return null;
    }
  }

  /** False: this device keeps nothing, and the page has to stay open. */
  write(name, value) {
    try {
      localStorage.setItem(this.#key(name), JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  drop(name) {
    localStorage.removeItem(this.#key(name));
  }

  /** Whatever has a name that begins like this, the oldest first. */
  all(kind) {
    return this.#names(kind)
      .map((name) => this.read(name))
      .filter((value) => value)
      .sort((one, other) => one.at - other.at);
  }

  /** What waits to be delivered. */
  acts() {
    return this.all("act:");
  }

  keep(act) {
    return this.write(`act:${act.page}`, act);
  }

  done(act) {
    this.drop(`act:${act.page}`);
    // Not what another tab typed since.
    const draft = `draft:${act.address}`;
    if (this.read(draft)?.fields.some(([name, value]) => name === "page" && value === act.page)) this.drop(draft);
  }

  #names(kind) {
    const start = this.#key(kind);
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(this.#key("").length));
  }

  // --- Sending ----------------------------------------------------------------------------------------------------

  /** Post until the server answers; tell(words) says how it goes. */
  async deliver(act, tell) {
    const isKept = act.action === "draft" || this.keep(act);
    for (let wait = FIRST_RETRY; ; wait = Math.min(wait * 2, LONGEST_RETRY)) {
      tell(this.dataset.sending);
      try {
        return await this.#answer(act);
      } catch (error) {
        if (!this.isAway(error)) throw error;
        const missing = navigator.onLine ? this.dataset.unanswered : this.dataset.waiting;
        tell(isKept ? missing : this.dataset.unkept);
        await connection(wait);
      }
    }
  }

  /** {url, receipt} when it was taken in; else {page, status}, the page in which the server says why not. */
  async #answer(act) {
    const response = await this.post(act.address, [...act.fields, ["action", act.action]], "text/html");
    const taken = response.headers.get("Content-Type")?.includes("json") && (await response.json());
    const { href, pathname } = new URL(taken?.url ?? response.url, location);
    if (taken?.url || (response.redirected && !pathname.startsWith("/accounts/"))) {
      this.done(act);
      return { url: href, receipt: pathname.match(/\/inputs\/([\w-]+)\/$/)?.[1] };
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { page, status: response.status };
  }

  async post(address, fields, accept) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    // Signing in again, in another tab, gave the browser another token than this page was made with.
    body.set("csrfmiddlewaretoken", document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "");
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: accept, "X-Outbox": "1" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    // A server that is being renewed is a connection that is not there yet.
    if (response.status >= 500 || response.status === 429) throw new TypeError(response.statusText);
    return response;
  }

  isAway(error) {
    return error instanceof TypeError || error.name === "TimeoutError";
  }

  /** What was left behind on a page that is no longer open; a form in this page sends its own. */
  async #deliverRest() {
    const here = document.querySelector("input-form form")?.getAttribute("action");
    for (const act of this.acts()) {
      if (act.address !== here) this.#told(act, await this.deliver(act, (words) => this.tell(words)));
    }
  }

  #told(act, { url, receipt, page }) {
    if (url) return this.tell(this.dataset.sent.replace("{receipt}", receipt), url, this.dataset.receipt);
    if (!page.querySelector("main input-form")) return this.tell(this.dataset.signedOut, act.address, this.dataset.again);
    // Refused with a reason: the form says it, and has the text.
    this.done(act);
    this.write(`draft:${act.address}`, { fields: act.fields, at: act.at });
    this.tell(this.dataset.refused, act.address, this.dataset.again);
  }

  tell(words, url, action) {
    this.hidden = false;
    this.status.textContent = words;
    if (url) this.status.append(" ", Object.assign(document.createElement("a"), { href: url, textContent: action }));
  }

  // --- Whose device it is -----------------------------------------------------------------------------------------

  async #signOut(event) {
    const form = event.target;
    if (!form.getAttribute("action")?.endsWith("/logout/")) return;
    event.preventDefault();
    if (this.all("").some((one) => !isSent(one)) && !confirm(this.dataset.leaving)) return;
    for (const name of this.#names("")) this.drop(name);
    await forgetPages();
    form.submit();
  }

  async #forgetPagesOfOthers() {
    const last = `${PREFIX}last`;
    try {
      if (localStorage.getItem(last) !== this.dataset.owner) await forgetPages();
      localStorage.setItem(last, this.dataset.owner);
    } catch {
      // A device that keeps nothing has no pages either.
    }
  }
}

/** A captured entry stays on the device until a fresh page shows it. */
function isSent({ state, mends = [] }) {
  return state === "stored" && mends.every((mend) => mend.state === "stored");
}

async function forgetPages() {
  await globalThis.caches?.delete(PAGES);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}

/** After this long, or as soon as there is a connection again. */
function connection(wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(go, wait);
    function go() {
      clearTimeout(timer);
      window.removeEventListener("online", go);
      resolve();
    }
    window.addEventListener("online", go);
  });
}

customElements.define("input-outbox", InputOutbox);
