/**
 * <chapter-blocks> around the text of a chapter: what one can do at a paragraph, and what is new in it.
 *
 *   <chapter-blocks data-links='[["React", "/council/react/wonen/?block={block}"], …]'>
 *     <div class="ros-text"> <div id="b-…">a block</div> … </div>
 *   </chapter-blocks>
 *
 * Puts the links at every block. Words that are selected in the block go along as a quote. Without
 * this script the links and buttons above the text lead to the same pages.
 */
/**
 * What changed since the chapter was last read on this device. The portal keeps no record of who reads what.
 *
 *   <p data-since hidden data-chapter="wonen" data-revision="12">
 *     <span>changed since {date}</span> <a href="/…/compare/">what changed</a>
 *   </p>
 */
function tellSinceLastVisit(line) {
  const { chapter, revision } = line.dataset;
  const key = `ros-portaal:read:${chapter}`;
  const now = { revision, at: new Date().toISOString() };
  let seen = null;
  try {
    seen = JSON.parse(localStorage.getItem(key));
    localStorage.setItem(key, JSON.stringify(now));
  } catch {
    return; // no storage: nothing to compare with
  }
  // Read once more, or reloaded: what was new then is still new.
  const before = seen?.revision === revision ? seen.before : seen;
  if (!before) return;
  localStorage.setItem(key, JSON.stringify({ ...now, before: { revision: before.revision, at: before.at } }));
  const date = new Date(before.at).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
  const words = line.querySelector("span");
  words.textContent = words.textContent.replace("{date}", date);
  line.querySelector("a").search = new URLSearchParams({ from: before.revision, to: revision });
  line.hidden = false;
}

/** What is written in a block, without what is explained about it. */
function wordsOf(element) {
  const copy = element.cloneNode(true);
  for (const tooltip of copy.querySelectorAll("[role=tooltip]")) tooltip.remove();
  return copy.textContent.trim();
}

class ChapterBlocks extends HTMLElement {
  connectedCallback() {
    for (const term of this.querySelectorAll(".ros-term, .ros-field:has([role=tooltip])")) this.dismissible(term);
    const since = this.querySelector("[data-since]");
    if (since) tellSinceLastVisit(since);
    const links = JSON.parse(this.dataset.links);
    for (const block of this.querySelectorAll(".ros-text > [id^='b-']")) {
      const list = document.createElement("span");
      list.className = "ros-reactions";
      list.append(...links.map(([label, address]) => this.link(block, label, address)));
      block.append(list);
    }
  }

  /** The meaning of a word, or the source of a figure, goes away with Escape, without leaving the word. */
  dismissible(term) {
    term.addEventListener("keydown", (event) => {
      if (event.key === "Escape") term.dataset.dismissed = "";
    });
    for (const leave of ["focusout", "mouseleave"]) term.addEventListener(leave, () => delete term.dataset.dismissed);
    // Near the right edge it opens to the other side.
    const { left } = term.getBoundingClientRect();
    if (left > innerWidth / 2) term.querySelector(".ros-term__meaning").classList.add("ros-term__meaning--left");
  }

  link(block, label, address) {
    const link = document.createElement("a");
    link.className = "ros-react";
    link.href = address.replace("{block}", block.id.slice(2));
    link.textContent = label;
    // Heard, not written: the words of the block would stand on the page twice.
    const words = wordsOf(block.firstElementChild);
    link.setAttribute("aria-label", `${label}: ${words.slice(0, 60)}`);
    if (link.search) link.addEventListener("click", () => this.quote(link, block));
    return link;
  }

  /** What is selected, when it lies inside this block. */
  quote(link, block) {
    const selected = getSelection();
    const words = selected.toString().trim();
    if (!words || !block.contains(selected.anchorNode) || !block.contains(selected.focusNode)) return;
    link.search = new URLSearchParams({ block: block.id.slice(2), quote: words.slice(0, 300) });
  }
}

customElements.define("chapter-blocks", ChapterBlocks);
