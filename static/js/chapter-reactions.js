/**
 * <chapter-reactions> around the text of a chapter, for council members.
 *
 *   <chapter-reactions data-url="/council/react/wonen/" data-label="React">
 *     <div class="ros-text"> <div id="b-…">a block</div> … </div>
 *   </chapter-reactions>
 *
 * Puts a link at every block to the form of the open session, with that block chosen. Without
 * this script the button above the text leads to the same form, for the whole chapter.
 */
class ChapterReactions extends HTMLElement {
  connectedCallback() {
    for (const block of this.querySelectorAll(".ros-text > [id^='b-']")) {
      block.append(this.link(block));
    }
  }

  link(block) {
    const link = document.createElement("a");
    link.className = "ros-react";
    link.href = `${this.dataset.url}?block=${block.id.slice(2)}`;
    link.textContent = this.dataset.label;
    const about = document.createElement("span");
    about.className = "ros-visually-hidden";
    about.textContent = `: ${block.textContent.trim().slice(0, 60)}`;
    link.append(about);
    return link;
  }
}

customElements.define("chapter-reactions", ChapterReactions);
