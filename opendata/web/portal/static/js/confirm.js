// <button data-confirm="Question?" data-confirm-yes="…" data-confirm-no="…">: asks before its form is sent.
// The two answers have defaults on <body>.

const confirmed = new WeakSet();

function answer(label, value, kind) {
  const button = document.createElement("button");
  Object.assign(button, { value, textContent: label, className: `button ${kind}` });
  return button;
}

function ask(question, yes, no) {
  const dialog = document.createElement("dialog");
  const form = Object.assign(document.createElement("form"), { method: "dialog", className: "form" });
  const text = Object.assign(document.createElement("p"), { textContent: question, id: "confirm-question" });
  const actions = Object.assign(document.createElement("div"), { className: "cluster" });
  dialog.setAttribute("aria-labelledby", text.id);
  actions.append(answer(yes, "yes", "button-primary"), answer(no, "no", ""));
  form.append(text, actions);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  actions.lastElementChild.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

// Capturing, to be asked before htmx or an upload takes the form.
document.addEventListener(
  "submit",
  async (event) => {
    const { target: form, submitter } = event;
    if (!submitter?.dataset.confirm || confirmed.delete(submitter)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { confirm, confirmYes, confirmNo } = { ...document.body.dataset, ...submitter.dataset };
    if (await ask(confirm, confirmYes, confirmNo)) {
      confirmed.add(submitter);
      form.requestSubmit(submitter);
    }
  },
  true,
);
