// <form data-upload>: drag and drop, the chosen file's name and size, and progress while it is sent.
//
// Inside the form: a file input in a [data-drop], an [data-upload-chosen] output, and an [data-upload-progress] block with
// <progress>, a text [data-upload-text] and a [data-upload-cancel] button; an [data-upload-problem] notice with a <p>.
// Texts are data-text-* on the form; {percent}, {sent}, {total} and {limit} are filled in.
// An answer leads on by JSON {"location": url} or by redirect; application/problem+json is shown in the notice.

import { unsaved } from "./guard.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

function size(bytes) {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const format = { style: "unit", unit: UNITS[step], unitDisplay: step ? "short" : "long", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(bytes / 1000 ** step);
}

const part = (form, name) => form.querySelector(`[data-upload-${name}]`);
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const input = (form) => form.querySelector("[data-drop] input[type=file]");

function complain(form, text) {
  const notice = part(form, "problem");
  notice.querySelector("p").textContent = text;
  notice.hidden = !text;
}

function chosen(form) {
  const file = input(form).files[0];
  const limit = Number(form.dataset.maxBytes) || Infinity;
  part(form, "chosen").textContent = file ? `${file.name} (${size(file.size)})` : "";
  const tooLarge = file?.size > limit;
  complain(form, tooLarge ? fill(form.dataset.textTooLarge, { limit: size(limit) }) : "");
  return Boolean(file) && !tooLarge;
}

function show(form, { loaded, total }) {
  const percent = Math.floor((100 * loaded) / total);
  const bar = form.querySelector("progress");
  const { textProgress, textSent } = form.dataset;
  const text = loaded < total ? fill(textProgress, { percent, sent: size(loaded), total: size(total) }) : textSent;
  const spoken = percent - (percent % 10); // in tenths, or a screen reader would say nothing else
  if (loaded < total) bar.value = percent;
  else bar.removeAttribute("value"); // how long the server needs is not known
  part(form, "text").textContent = text;
  if (bar.dataset.spoken === String(spoken)) return;
  bar.dataset.spoken = spoken;
  document.getElementById("status").textContent = text;
}

function busy(form, yes) {
  part(form, "progress").hidden = !yes;
  for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = yes;
  if (yes) unsaved.add(form);
  else unsaved.delete(form);
}

function finished(form, request) {
  busy(form, false);
  const type = request.getResponseHeader("Content-Type") ?? "";
  const answer = type.includes("json") ? JSON.parse(request.responseText) : {};
  const moved = request.responseURL !== form.action && request.responseURL;
  if (request.status < 400 && (answer.location || moved)) location.assign(answer.location ?? moved);
  else complain(form, answer.detail ?? answer.title ?? form.dataset.textFailed);
}

function send(form, submitter) {
  const request = new XMLHttpRequest();
  const stopped = (text) => () => {
    busy(form, false);
    complain(form, text);
  };
  request.upload.addEventListener("progress", (event) => show(form, event));
  request.addEventListener("load", () => finished(form, request));
  request.addEventListener("error", stopped(form.dataset.textFailed));
  request.addEventListener("abort", stopped(""));
  part(form, "cancel").onclick = () => request.abort();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json, application/problem+json, text/html;q=0.5");
  request.send(new FormData(form, submitter));
  complain(form, "");
  busy(form, true);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-upload]")) return;
  event.preventDefault();
  if (chosen(form)) send(form, event.submitter);
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("form[data-upload] [data-drop] input[type=file]")) chosen(target.form);
});

for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("form[data-upload] [data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    input(zone.closest("form")).files = event.dataTransfer.files;
    chosen(zone.closest("form"));
  });
}
