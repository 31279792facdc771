// Nothing that somebody types in the story form is lost, and nobody writes against somebody else. Every change is kept in
// this browser at once and on the server within seconds; a heartbeat says who is here and who writes what; a log-out is
// answered in place. The form works without this file: the versions that it carries keep it from overwriting anything.

const form = document.getElementById("article_form");
const words = document.querySelector("[data-safety-words]").dataset;
const TEXT = form.dataset.textFields.split(" ");
const PARTS = ["ar", "en", "shared"];
const AFTER_TYPING = 4000; // ms of silence before the server is told
const WHILE_TYPING = 12000; // ms at most between two drafts
const BEAT = 10000;

const story = form.dataset.story;
const place = `draft:${form.dataset.user}:${story || "new"}`;
const dirty = new Set();
const locked = new Set();
let lastKept = Date.now();
let timer = 0;
let waiting = 1;
let leaving = false;
let loggedOut = false;
let askedAgain = false;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const partName = (part) => words[`part${part[0].toUpperCase()}${part.slice(1)}`];
const token = () => form.elements.namedItem("csrfmiddlewaretoken").value;

function isolated(text) {
  return `\u2068${text}\u2069`;
}

// --- what a part holds --------------------------------------------------------------------------------------------

function partOf(name) {
  if (/^(csrf|version_|seen_|ask_|keep_|take_|form_key|_)/.test(name)) return "";
  const found = /^(.+)_(ar|en)$/.exec(name);
  return found && TEXT.includes(found[1]) ? found[2] : "shared";
}

function held(part) {
  const data = {};
  for (const [name, value] of new FormData(form)) {
    if (partOf(name) === part && typeof value === "string") (data[name] ??= []).push(value);
  }
  return data;
}

function version(part) {
  return Number(form.elements.namedItem(`version_${part}`).value) || 0;
}

function contents(parts) {
  return Object.fromEntries(parts.map((part) => [part, { base: version(part), data: held(part) }]));
}

// --- this browser -------------------------------------------------------------------------------------------------

function keepHere() {
  try {
    const kept = { at: Date.now(), key: form.dataset.formKey, parts: contents([...dirty]) };
    localStorage.setItem(place, JSON.stringify(kept));
  } catch {
    // No room, or a private window: the server still gets it.
  }
}

function keptHere() {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
}

function forgetHere() {
  try {
    localStorage.removeItem(place);
  } catch {
    // Nothing was kept, then.
  }
}

// --- the server ---------------------------------------------------------------------------------------------------

// A desk that knows us no more leads to its log-in: that answer is opaque here, and asks for the log-in in place.
async function post(address, body, background = false) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
  if (background) headers["X-Background"] = "1";
  return fetch(address, { method: "POST", headers, body: JSON.stringify(body), redirect: "manual" });
}

const isLogIn = (answer) => answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403;

function say(text) {
  const note = form.querySelector("[data-unsaved]");
  note.textContent = text;
  note.hidden = false;
}

async function keepThere() {
  const parts = [...dirty].filter((part) => !locked.has(part));
  if (!parts.length || leaving || loggedOut) return;
  lastKept = Date.now();
  try {
    const answer = await post(form.dataset.draftUrl, { form_key: form.dataset.formKey, parts: contents(parts) });
    if (isLogIn(answer)) return logInAgain();
    const said = await answer.json();
    if (!answer.ok) return say(said.error);
    waiting = 1;
    askedAgain = false;
    say(fill(words.kept, { time: said.saved }));
    form.dispatchEvent(new CustomEvent("story:kept", { detail: said }));
  } catch {
    say(words.offline);
    waiting = Math.min(waiting * 2, 16);
    clearTimeout(timer);
    timer = setTimeout(keepThere, AFTER_TYPING * waiting);
  }
}

let soon = 0;
function typed(event) {
  const part = partOf(event.target.name || "");
  if (!part || locked.has(part)) return;
  const first = !dirty.has(part);
  dirty.add(part);
  clearTimeout(soon);
  soon = setTimeout(keepHere, 200);
  clearTimeout(timer);
  timer = setTimeout(keepThere, Math.max(0, Math.min(AFTER_TYPING, lastKept + WHILE_TYPING - Date.now())));
  if (first) beat();
}

// --- the log-in in place ------------------------------------------------------------------------------------------

const dialog = document.querySelector("[data-login-again]");

// Another tab may have logged in meanwhile: then only the forms' token is old, and the dialog would ask for nothing.
async function logInAgain() {
  if (loggedOut) return;
  loggedOut = true;
  keepHere();
  const answer = await fetch(form.dataset.aliveUrl, { redirect: "manual" }).catch(() => null);
  const there = answer?.ok ? await answer.json() : null;
  if (there?.user === form.dataset.user && !askedAgain) {
    askedAgain = true;
    return comeBack(there);
  }
  if (!dialog.open) dialog.showModal();
}

function comeBack(there) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = there.csrf;
  loggedOut = false;
  keepThere();
  beat();
}

async function freshToken() {
  const answer = await fetch(form.dataset.loginUrl);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value || token();
}

async function logIn() {
  const data = new URLSearchParams({
    csrfmiddlewaretoken: await freshToken(),
    username: dialog.querySelector("[name=username]").value,
    password: dialog.querySelector("[name=password]").value,
    next: form.dataset.aliveUrl,
  });
  const answer = await fetch(form.dataset.loginUrl, { method: "POST", body: data });
  if (new URL(answer.url).pathname === form.dataset.aliveUrl && answer.ok) return answer.json();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  throw new Error(page.querySelector(".errornote")?.textContent.trim() || answer.statusText);
}

dialog.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = dialog.querySelector("[data-login-error]");
  try {
    const there = await logIn();
    dialog.close();
    if (there.user !== form.dataset.user) return say(words.otherUser);
    comeBack(there);
  } catch (error) {
    problem.textContent = error.message;
    problem.hidden = false;
  }
});
dialog.querySelector("[data-login-later]").addEventListener("click", () => dialog.close());

// --- who is here --------------------------------------------------------------------------------------------------

const line = document.querySelector("[data-presence]");
const taken = document.querySelector("[data-taken-note]");
const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function controls(part) {
  return [...form.elements].filter((field) => field.name && partOf(field.name) === part);
}

function lock(part, holder) {
  if (holder) locked.add(part);
  else locked.delete(part);
  for (const field of controls(part)) {
    if ("readOnly" in field && field.tagName !== "SELECT") field.readOnly = Boolean(holder);
    if (field.tagName === "SELECT" || field.type === "checkbox") field.style.pointerEvents = holder ? "none" : "";
    const editor = window.editors?.[field.id];
    if (editor && holder) editor.enableReadOnlyMode("presence");
    else if (editor) editor.disableReadOnlyMode("presence");
  }
  showLock(part, holder);
}

function showLock(part, holder) {
  form.querySelector(`[data-lock="${part}"]`)?.remove();
  if (!holder) return;
  const bar = document.createElement("div");
  bar.className = "locked";
  bar.dataset.lock = part;
  const text = document.createElement("span");
  const name = holder.me ? words.me : isolated(holder.name);
  text.textContent = fill(words.locked, { name, part: partName(part), time: holder.since });
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = words.take;
  button.addEventListener("click", () => takeOver(part));
  bar.append(text, button);
  form.prepend(bar);
}

async function takeOver(part) {
  const answer = await post(form.dataset.takeOverUrl.replace("/part/", `/${part}/`), { tab });
  if (isLogIn(answer)) return logInAgain();
  if (!answer.ok) return;
  dirty.add(part);
  const there = await answer.json();
  show(there);
  if (there.said) tell(there.said, there.drafts_url);
}

function tell(text, address) {
  const paragraph = taken.querySelector("p");
  paragraph.textContent = text;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.textContent = words.look;
    paragraph.append(" ", link);
  }
  taken.hidden = false;
}

function show(there) {
  const others = there.people.filter((each) => !each.here);
  line.replaceChildren(
    ...others
      .filter((each) => each.part || !others.some((other) => other.name === each.name && other.part))
      .map((each) => {
        const span = document.createElement("span");
        const name = each.me ? words.me : isolated(each.name);
        const values = { name, part: each.part && partName(each.part), time: each.since };
        span.textContent = fill(each.part ? words.writes : words.reads, values);
        return span;
      }),
  );
  line.hidden = !line.childElementCount;
  for (const part of PARTS) {
    const holder = others.find((each) => each.part === part);
    const wrote = dirty.has(part) && !locked.has(part);
    lock(part, holder);
    if (holder && wrote) lost(part, holder);
    const saved = there.saved[part];
    if (saved.version > version(part) && saved.by && !leaving) {
      tell(fill(words.savedBy, { part: partName(part), name: isolated(saved.by), time: saved.at }));
    }
  }
}

// Somebody took over: what was typed here goes to the server as a draft at once, then this part is only read.
async function lost(part, holder) {
  const name = holder.me ? words.me : isolated(holder.name);
  tell(fill(words.taken, { name, part: partName(part) }));
  try {
    await post(form.dataset.draftUrl, { form_key: form.dataset.formKey, parts: contents([part]) });
  } catch {
    say(words.offline);
  }
  keepHere();
  dirty.delete(part);
}

async function beat() {
  if (!form.dataset.presenceUrl || loggedOut || leaving) return;
  try {
    const writing = [...dirty].filter((part) => !locked.has(part));
    const answer = await post(form.dataset.presenceUrl, { tab, writing }, true);
    if (isLogIn(answer)) {
      if (dirty.size) logInAgain();
      return;
    }
    if (answer.ok) show(await answer.json());
  } catch {
    // No connection: the next beat asks again.
  }
}

// --- beginning and end --------------------------------------------------------------------------------------------

form.addEventListener("input", typed);
form.addEventListener("change", typed);
form.addEventListener("submit", (event) => {
  if (event.submitter && event.submitter.formTarget === "_blank") return;
  leaving = true;
  keepHere();
});
addEventListener("pagehide", () => {
  if (!form.dataset.leaveUrl) return;
  const data = new FormData();
  data.set("csrfmiddlewaretoken", token());
  data.set("tab", tab);
  navigator.sendBeacon(form.dataset.leaveUrl, data);
});

// What this browser kept of an earlier visit: gone where the server has it or a newer text was saved, offered elsewhere.
const kept = keptHere();
const offer = document.querySelector("[data-local-offer]");
const offeredByServer = document.querySelector(".offer:not([data-local-offer])");
const laidOver = new URLSearchParams(location.search).has("restore");
if (document.querySelector(".errornote")) {
  for (const part of PARTS) if (kept?.parts?.[part]) dirty.add(part);
} else if (kept?.parts && !offeredByServer && !laidOver) {
  const parts = Object.keys(kept.parts);
  const same = (part) => JSON.stringify(held(part)) === JSON.stringify(kept.parts[part].data);
  const older = (part) => kept.parts[part].base < version(part);
  const saved = !story && form.dataset.savedKeys.split(" ").includes(kept.key);
  if (saved || parts.every((part) => same(part) || older(part))) forgetHere();
  else offer.hidden = false;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });
  offer.querySelector("[data-local-time]").textContent = clock.format(new Date(kept.at));
}
offer.querySelector("[data-local-restore]").addEventListener("click", async () => {
  const answer = await post(form.dataset.draftUrl, { form_key: kept.key, parts: kept.parts });
  if (isLogIn(answer)) return logInAgain();
  if (answer.ok) location.search = `?restore=${story ? 1 : kept.key}`;
});
offer.querySelector("[data-local-discard]").addEventListener("click", () => {
  forgetHere();
  offer.hidden = true;
});

// What was typed before this file was here.
for (const field of form.elements) {
  if (!field.name || field.type === "hidden" || field.name.startsWith("body_") || !("defaultValue" in field)) continue;
  const changed = field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  if (!changed) continue;
  window.editorGuard.mark();
  typed({ target: field });
}
if (laidOver) {
  window.editorGuard.mark();
  for (const part of PARTS) if (kept?.parts?.[part]) dirty.add(part);
}
setInterval(beat, BEAT);
beat();
