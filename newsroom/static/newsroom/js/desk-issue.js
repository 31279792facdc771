// The editor's page of an issue: rows are moved in place, by drag or by their buttons, and nothing unsaved is left by a
// slip. Without this file every button saves and comes back.

const form = document.getElementById("issue");
const list = form.querySelector("[data-lines]");
const said = form.querySelector("[data-said]");
const state = form.querySelector("[data-state]");
const digits = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en");
let unsaved = "dirty" in form.dataset;
let leaving = false;

// --- what is not saved yet ----------------------------------------------------------------------------------------

function changed() {
  unsaved = true;
  state.textContent = form.dataset.unsaved;
}

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-submit]")) changed();
});
for (const each of document.forms) each.addEventListener("submit", () => (leaving = each === form || leaving));
window.addEventListener("beforeunload", (event) => {
  if (unsaved && !leaving) event.preventDefault();
});
if (unsaved) state.textContent = form.dataset.unsaved;

// Enter in a box of words searches; anywhere else it saves, with the first button of the form.
form.addEventListener("keydown", (event) => {
  const act = event.key === "Enter" && event.target.dataset?.submit;
  if (!act) return;
  event.preventDefault();
  form.querySelector(`button[value="${act}"]`).click();
});

// --- order --------------------------------------------------------------------------------------------------------

const rows = () => [...list.querySelectorAll("[data-line]")];

function number() {
  const all = rows();
  all.forEach((row, index) => {
    row.querySelector(".place").value = index + 1;
    row.querySelector("[data-up]").disabled = index === 0;
    row.querySelector("[data-down]").disabled = index === all.length - 1;
  });
}

function tell(row) {
  const all = rows();
  const words = { n: digits.format(all.indexOf(row) + 1), all: digits.format(all.length) };
  words.what = row.querySelector("[data-headline]").textContent;
  said.textContent = form.dataset.moved.replace(/\{(\w+)\}/g, (_whole, name) => words[name]);
}

function move(row, before) {
  list.insertBefore(row, before);
  number();
  tell(row);
  changed();
}

function step(button, up) {
  const row = button.closest("[data-line]");
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  move(row, up ? other : other.nextElementSibling);
  if (button.disabled) row.querySelector(up ? "[data-down]" : "[data-up]").focus();
  else button.focus();
}

let dragged = null;

function drag(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  event.preventDefault();
  dragged = grip.closest("[data-line]");
  dragged.classList.add("entry--dragged");
}

function over(event) {
  if (!dragged) return;
  const after = rows().find((row) => {
    const box = row.getBoundingClientRect();
    return row !== dragged && event.clientY < box.top + box.height / 2;
  });
  if ((after ?? null) !== dragged.nextElementSibling) list.insertBefore(dragged, after ?? null);
}

function drop() {
  if (!dragged) return;
  dragged.classList.remove("entry--dragged");
  const row = dragged;
  dragged = null;
  number();
  tell(row);
  changed();
}

if (list) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-up], [data-down]");
    if (!button) return;
    event.preventDefault();
    step(button, button.matches("[data-up]"));
  });
  list.addEventListener("pointerdown", drag);
  // Of the whole window: a row that is moved in the page loses whatever it has captured.
  window.addEventListener("pointermove", over);
  window.addEventListener("pointerup", drop);
  window.addEventListener("pointercancel", drop);
  number();
}

// --- the two lines of the inbox -----------------------------------------------------------------------------------

const STRONG = /\p{L}/u;
const ARABIC = /\p{Script=Arabic}/u;
const inbox = form.querySelector("[data-inbox]");
const foreign = form.querySelector("[data-foreign]");

function look() {
  for (const counter of form.querySelectorAll("[data-count]")) {
    const length = [...document.getElementById(counter.dataset.count).value.trim()].length;
    counter.textContent = `${digits.format(length)}/${digits.format(counter.dataset.most)}`;
    counter.classList.toggle("missing", length > Number(counter.dataset.most));
  }
  for (const mirror of inbox.querySelectorAll("[data-mirror]")) {
    mirror.textContent = document.getElementById(mirror.dataset.mirror).value;
  }
  const first = STRONG.exec(document.getElementById("id_subject").value)?.[0];
  foreign.hidden = !first || ARABIC.test(first) === (inbox.lang === "ar");
}

form.addEventListener("input", look);
look();
