// Site and desk work without this file. It runs the controls that are shown only where scripts run: the theme button
// (the choice is remembered; theme-first.js applies it before the first paint) and "copy link"; it closes open menus
// when the work goes on elsewhere, and answers the newsletter's box in its place.

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
}

function remember(theme) {
  root.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}

for (const button of document.querySelectorAll("[data-theme-button]")) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    remember(isDark() ? "light" : "dark");
    show();
  });
  system.addEventListener("change", show);
  show();
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http at an address of the local network has no clipboard API.
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector("[data-label]");
  const before = label.textContent;
  button.addEventListener("click", async () => {
    await copy(button.dataset.copy);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 3000);
  });
}

const menus = document.querySelectorAll("details.menu");

function closeMenus(except) {
  for (const menu of menus) if (!menu.contains(except)) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});

// The answer is the page that would have come: its word of thanks, or the form again with what is wrong.
async function signUp(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = page.querySelector(answer.ok ? ".done" : ".letter__form");
    if (!shown) throw new Error(answer.status);
    form.replaceWith(shown);
    watchSignUp(shown);
    (shown.querySelector("[aria-invalid]") ?? shown).focus();
  } catch {
    form.submit();
  }
}

function watchSignUp(form) {
  if (form.matches("form")) form.addEventListener("submit", signUp);
  else form.tabIndex = -1;
}

document.querySelectorAll(".letter__form").forEach(watchSignUp);
