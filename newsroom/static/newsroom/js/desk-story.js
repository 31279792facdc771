// The story form: one language switch for everything, editors made when their language is shown, pickers that keep their
// order, counters, and what will be printed. The form works without this file: both languages then stand below each other.
(() => {
  "use strict";

  const MODES = ["ar", "en", "both"];
  const KEY = "story-language";
  const form = document.getElementById("article_form");
  if (!form) return;
  const switches = [...document.querySelectorAll("[data-show]")];
  const digits = document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en";
  const number = new Intl.NumberFormat(digits, { useGrouping: false });
  const $ = window.django && window.django.jQuery;

  // --- the switch ---------------------------------------------------------------------------------------------------

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function remember(mode) {
    try {
      localStorage.setItem(KEY, mode);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
  }

  function putEditorIn(place) {
    const template = place.querySelector("template");
    if (!template) return;
    const widget = template.content.firstElementChild.cloneNode(true);
    const typed = place.querySelector("textarea").value;
    const textarea = widget.querySelector("textarea");
    textarea.value = typed;
    window.editorGuard.watch(textarea);
    place.replaceChildren(widget);
  }

  function show(mode) {
    form.dataset.shown = mode;
    for (const each of switches) {
      if (each.dataset.show === mode) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
    for (const place of form.querySelectorAll(".editor-place")) {
      if (mode === "both" || place.dataset.language === mode) putEditorIn(place);
    }
  }

  function firstMode() {
    const broken = switches.filter((each) => "errors" in each.dataset).map((each) => each.dataset.show);
    const linked = /_(ar|en)$/.exec(location.hash);
    if (linked) return linked[1];
    const last = MODES.includes(remembered()) ? remembered() : MODES.find((mode) => mode === document.documentElement.lang);
    return broken.length && last !== "both" && !broken.includes(last) ? broken[0] : last || "ar";
  }

  for (const each of switches) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      show(each.dataset.show);
      remember(each.dataset.show);
    });
  }

  // A link to a field opens its language first, and puts the caret where it can be typed.
  function go(name) {
    const language = /_(ar|en)$/.exec(name);
    if (language && form.dataset.shown !== "both") show(language[1]);
    requestAnimationFrame(() => {
      const field = form.elements.namedItem(name);
      const row = field && field.closest(".form-row");
      if (!row) return;
      row.scrollIntoView({ block: "center" });
      const writable = row.querySelector(".ck-editor__editable, .select2-selection, input:not([type=hidden]), textarea");
      (writable || field).focus({ preventScroll: true });
    });
  }

  for (const link of document.querySelectorAll("[data-go]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(link.dataset.go);
    });
  }

  // --- lines and counters -------------------------------------------------------------------------------------------

  for (const area of form.querySelectorAll(".form-row--headline textarea")) {
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }

  for (const counter of form.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(counter.dataset.counts);
    const soft = Number(counter.dataset.soft);
    const count = () => {
      const letters = [...field.value].length;
      counter.textContent = letters ? `${number.format(letters)} / ${number.format(soft)}` : "";
      counter.classList.toggle("counter--over", letters > soft);
    };
    field.addEventListener("input", count);
    count();
  }

  // --- pickers ------------------------------------------------------------------------------------------------------

  if ($) {
    $(() => splitAtCommas(document.getElementById("id_tags")));
    $("#id_hero").on("change", showPicture);
    $("#id_credit_text, #id_wires").on("change", showPrinted);
    // select2 changes its select through jQuery alone, which no listener of ours would hear.
    $(form).on("select2:select select2:unselect select2:clear", "select", function () {
      this.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  form.elements.namedItem("from_desk").addEventListener("change", showPrinted);

  // Names of tags that are typed or pasted with commas between them become tags; those that are none stay there.
  function splitAtCommas(select) {
    const address = form.dataset.tagsUrl;
    const picker = select?.nextElementSibling;
    if (!address || !picker) return;
    let asked = "";
    picker.addEventListener("input", async ({ target }) => {
      const typed = target.value;
      if (!/[,،;؛\n]/.test(typed) || typed === asked) return;
      asked = typed;
      const answer = await fetch(`${address}?${new URLSearchParams({ names: typed })}`).catch(() => null);
      if (!answer?.ok || target.value !== typed) return;
      const { tags, lacking } = await answer.json();
      for (const { id, text } of tags) {
        const there = [...select.options].find((option) => option.value === id);
        if (there) there.selected = true;
        else select.add(new Option(text, id, true, true));
      }
      $(select).trigger("change");
      select.dispatchEvent(new Event("input", { bubbles: true }));
      target.value = asked = lacking.join("، ");
      target.focus();
    });
  }

  async function ask(address) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  // The picture itself, and its own words where the story says nothing of its own.
  async function showPicture() {
    const chosen = form.elements.namedItem("hero").value;
    const thumbnail = form.querySelector("[data-thumbnail]");
    const found = chosen ? await ask(form.dataset.pictureFeed.replace("/1/", `/${chosen}/`)) : null;
    thumbnail.hidden = !found;
    if (found) thumbnail.src = found.url;
    for (const copy of form.querySelectorAll("[data-found-picture]")) {
      copy.hidden = !found;
      if (found) copy.src = found.url;
    }
    for (const language of ["ar", "en"]) {
      for (const kind of ["caption", "alt", "credit"]) {
        const field = form.elements.namedItem(`hero_${kind}_${language}`);
        field.placeholder = found ? found.words[language][kind] : "";
      }
    }
  }

  async function showPrinted() {
    const keys = (name) => [...form.elements.namedItem(name).selectedOptions].map((option) => option.value).join(",");
    const address = new URL(form.dataset.printedLines, location.href);
    address.searchParams.set("people", keys("credit_text"));
    address.searchParams.set("wires", keys("wires"));
    address.searchParams.set("desk", form.elements.namedItem("from_desk").checked ? "1" : "0");
    const lines = await ask(address);
    if (!lines) return;
    for (const place of form.querySelectorAll("[data-printed]")) {
      place.textContent = lines[place.dataset.of][place.dataset.printed];
    }
  }

  // --- how long it is, and how it is found --------------------------------------------------------------------------

  form.addEventListener("story:kept", ({ detail }) => {
    for (const [language, words] of Object.entries(detail.measures)) {
      form.querySelector(`[data-measure="${language}"]`).textContent = words;
    }
  });

  function showFound(looks) {
    const language = looks.dataset.found;
    const text = (...names) => names.map((name) => form.elements.namedItem(`${name}_${language}`).value.trim()).find(Boolean) || "";
    for (const title of looks.querySelectorAll("[data-found-title]")) title.textContent = text("search_title", "headline");
    for (const words of looks.querySelectorAll("[data-found-words]")) words.textContent = text("search_description", "standfirst");
  }

  for (const looks of form.querySelectorAll("[data-found]")) {
    form.addEventListener("input", () => showFound(looks));
    showFound(looks);
  }

  // --- beginning ----------------------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      const save = form.querySelector("button[name=_draft]");
      if (save) save.click();
    }
  });
  window.editorGuard.guard(form);
  show(firstMode());
  if (location.hash.startsWith("#id_")) go(location.hash.slice(4));
  if (form.elements.namedItem("hero").value) showPicture();
})();
