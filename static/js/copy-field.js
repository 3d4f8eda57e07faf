// <copy-field data-copy data-copied>: a field that is only read, with a button that copies it.
// Without this script, or without leave for the clipboard, the text is selected for the reader to copy.
class CopyField extends HTMLElement {
  connectedCallback() {
    if (this.querySelector("button")) return;
    const field = this.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nl-button nl-button--secondary";
    button.textContent = this.dataset.copy;
    button.setAttribute("aria-describedby", field.id);
    const said = document.createElement("span");
    said.className = "ros-visually-hidden";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        return;
      }
      button.textContent = said.textContent = this.dataset.copied;
    });
    field.after(button, said);
  }
}

customElements.define("copy-field", CopyField);
