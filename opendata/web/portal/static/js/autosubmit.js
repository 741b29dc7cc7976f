// <form data-autosubmit>: a changed choice is sent at once; a text field still waits for Enter.

document.addEventListener("change", ({ target }) => {
  target.closest("form[data-autosubmit]")?.requestSubmit();
});
