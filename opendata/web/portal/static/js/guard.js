// <form data-guard>: the browser asks before a page with unsaved changes, or with an upload under way, is left.

export const unsaved = new Set();

const edited = ({ target }) => {
  const form = target.closest("form[data-guard]");
  if (form) unsaved.add(form);
};

document.addEventListener("input", edited);
document.addEventListener("change", edited);

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) unsaved.delete(event.target);
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) unsaved.delete(detail.elt);
});

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});
