// <form data-suggest="address"> with a search field and an empty <ul role="listbox">: what the address answers to the
// words typed so far is offered beneath the field (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The arrow keys
// walk, Enter opens, Escape closes. Without scripts the form is a form.

const PAUSE = 150; // milliseconds without a key before the server is asked

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const field = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  if (field && list) offer(form.dataset.suggest, field, list);
}

function offer(address, field, list) {
  let waiting;
  let asking;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[aria-selected=true]");

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  close();

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  async function ask() {
    const typed = field.value.trim();
    if (!typed) return close();
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
    } catch {
      return; // another key was pressed, or the network is gone: the form still works
    }
    const some = options().length > 0;
    list.hidden = !some;
    field.setAttribute("aria-expanded", String(some));
    field.removeAttribute("aria-activedescendant");
  }

  function walk(step) {
    const all = options();
    if (!all.length) return;
    const place = all.indexOf(active());
    const next = place + step;
    active()?.setAttribute("aria-selected", "false");
    if (next < 0 || next >= all.length) return field.removeAttribute("aria-activedescendant"); // back in the field
    all[next].setAttribute("aria-selected", "true");
    all[next].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[next].id);
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && list.hidden) {
      ask();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const last = event.key === "ArrowUp" && !active();
      walk(last ? options().length : event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active()) {
      event.preventDefault();
      location.assign(active().dataset.address);
    }
  });
  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", ({ target }) => {
    const chosen = target.closest("[role=option]");
    if (chosen) location.assign(chosen.dataset.address);
  });
}
