// <details data-remember="key">: open or closed as this reader left it, on every page that has the key.

const remembered = "details[data-remember]";
const name = (details) => `open:${details.dataset.remember}`;

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // switched off in this browser: the page's own choice stands
  }
}

function restore(root) {
  for (const details of root.querySelectorAll(remembered)) {
    const kept = storage()?.getItem(name(details));
    if (kept) details.open = kept === "true";
  }
}

restore(document);
document.addEventListener("htmx:load", ({ detail }) => restore(detail.elt));

// A click, from mouse or keyboard, is the reader's own; the toggle event also comes when a page opens one.
document.addEventListener("click", ({ target }) => {
  const details = target.closest(`${remembered} > summary`)?.parentElement;
  if (details) storage()?.setItem(name(details), !details.open);
});
