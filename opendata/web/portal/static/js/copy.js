// <button data-copy="text" data-copied="Copied">: copies the text, or without one the code in the same figure.

const status = document.getElementById("status");

async function copy(button) {
  const code = button.closest("figure")?.querySelector("code");
  try {
    await navigator.clipboard.writeText(button.dataset.copy || code.textContent);
  } catch {
    // Not a secure address, or refused: leave the text selected, ready for Ctrl+C.
    if (code) getSelection().selectAllChildren(code);
    return;
  }
  const label = button.querySelector("[data-label]") ?? button;
  const before = label.textContent;
  if (before === button.dataset.copied) return;
  label.textContent = status.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
    status.textContent = "";
  }, 2000);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});
