// The desk works without this file. It runs the theme button (one choice for desk and site: theme-first.js applies
// it before the first paint) and closes open menus when the work goes on elsewhere.

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

const menus = document.querySelectorAll("details.menu");

function closeMenus(except) {
  for (const menu of menus) if (!menu.contains(except)) menu.open = false;
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
