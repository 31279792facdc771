// Site and desk work without this file. It runs the controls that are shown only where scripts run: the theme button
// (the choice is remembered; theme-first.js applies it before the first paint) and "copy link"; it closes open menus
// when the work goes on elsewhere, answers the newsletter's box in its place, counts that a story is read, and tells recent hours as "3 minutes ago".

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

// Letters in four sizes, in steps that every page keeps.
for (const button of document.querySelectorAll("[data-larger]")) {
  button.addEventListener("click", () => {
    const size = Math.min(3, Math.max(0, Number(root.dataset.size ?? 0) + Number(button.dataset.larger)));
    root.dataset.size = size;
    try {
      localStorage.setItem("size", size);
    } catch {
      // As above.
    }
  });
}

// The breaking line goes when its hour has passed, also on a page that was left open, or when the reader has read it:
// then it stays away on the next page, too. A page that is being looked at asks each minute for a new one.
const breaking = document.querySelector("[data-breaking]");

function read(words) {
  try {
    if (!words) return sessionStorage.getItem("breaking");
    sessionStorage.setItem("breaking", words);
  } catch {
    // As above.
  }
  return null;
}

function watchBreaking() {
  const line = breaking.querySelector("[data-until]");
  if (!line) return;
  const words = line.querySelector("p").textContent;
  if (read() === words) line.remove();
  const left = Date.parse(line.dataset.until) - Date.now();
  if (left < 0x7fffffff) setTimeout(() => line.remove(), Math.max(0, left));
  line.querySelector("[data-close]").addEventListener("click", () => {
    read(words);
    line.remove();
  });
}

async function askBreaking() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(breaking.dataset.breaking).catch(() => null);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-until]");
  const before = breaking.querySelector("[data-until]");
  if (now?.querySelector("p").textContent === before?.querySelector("p").textContent) return;
  breaking.replaceChildren(...(now ? [now] : []));
  watchBreaking();
  tellRecent();
}

if (breaking) {
  watchBreaking();
  setInterval(askBreaking, 60_000);
}

// The telephone's own way to pass a page on, where it has one.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.words, url: button.dataset.share }).catch(() => {});
  });
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

// What is of the last hours is told from the reader's own now, so that a page which was kept open or cached never lies.
// The printed hour stays as the title.
const STEPS = [["hour", 3600], ["minute", 60]];

function ago(seconds, digits) {
  const language = root.lang === "ar" ? `ar-SY-u-nu-${digits}` : root.lang;
  const [unit, size] = STEPS.find(([, each]) => seconds >= each) ?? ["second", 0];
  if (!size) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "second");
  return new Intl.RelativeTimeFormat(language).format(-Math.floor(seconds / size), unit);
}

function tellRecent() {
  for (const time of document.querySelectorAll("time[data-recent]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    time.title ||= time.textContent;
    const recent = seconds > -60 && seconds < 24 * 3600;
    time.textContent = recent ? ago(seconds, /[0-9]/.test(time.title) ? "latn" : "arab") : time.title;
  }
}

tellRecent();
setInterval(tellRecent, 60_000);

// Who still has the story before them after some seconds reads it: counted once for each visit, without saying who.
const reads = document.querySelector("[data-read]")?.dataset.read;

function count() {
  if (document.visibilityState !== "visible") {
    document.addEventListener("visibilitychange", count, { once: true });
    return;
  }
  try {
    if (sessionStorage.getItem(reads)) return;
    sessionStorage.setItem(reads, "1");
  } catch {
    // Private windows may refuse; then a visit counts anew.
  }
  navigator.sendBeacon(reads);
}

if (reads) setTimeout(count, 5000);
