// Every <form method="post">: a second press of a button while the first is under way sends nothing.
// The button keeps the focus (aria-disabled, not disabled) and works again when the page comes back from the
// browser's history, and after ten seconds for a request that never answered.
// <form data-submit-again> is left alone: its answer is a download, the page stays.
const underWay = new Map();

function release(form) {
  clearTimeout(underWay.get(form));
  underWay.delete(form);
  for (const button of submitButtons(form)) button.removeAttribute("aria-disabled");
}

function submitButtons(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method")?.toLowerCase() !== "post" || "submitAgain" in form.dataset) return;
  if (underWay.has(form)) {
    event.preventDefault();
    return;
  }
  underWay.set(form, setTimeout(() => release(form), 10_000));
  // Another listener may still refuse this submit: look after all of them had their turn.
  setTimeout(() => {
    if (event.defaultPrevented) release(form);
    else for (const button of submitButtons(form)) button.setAttribute("aria-disabled", "true");
  });
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of [...underWay.keys()]) release(form);
});
