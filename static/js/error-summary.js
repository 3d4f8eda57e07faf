// <error-summary> around the list of what is wrong with a form (templates/components/error_summary.html).
// Moves the focus to the summary's heading, so that a screen reader starts there and a link to a field is one Tab away.
// Without JavaScript the summary is plain markup above the form.
class ErrorSummary extends HTMLElement {
  connectedCallback() {
    const heading = this.querySelector("[tabindex='-1']");
    heading?.focus({ preventScroll: true });
    this.scrollIntoView({ block: "start" });
  }
}
customElements.define("error-summary", ErrorSummary);
