// Two lists to choose from while writing: a story of ours to link to, a picture of the library to put into the text.
// Both are a <dialog> with a search field; what it lists comes from the desk, which knows who may see what.
(() => {
  "use strict";

  const icon = (paths) => `<svg viewBox="0 0 20 20" xmlns="http://www.w3.org/2000/svg">${paths}</svg>`;
  const ICONS = {
    storyLink: icon('<path d="M3 3h9v1.5H4.5v11h11V9H17v8H3zm3 4h5v1.4H6zm0 3h4v1.4H6zm9.5-7H17v4.6h-1.4V5.5l-4.3 4.3-1-1 4.2-4.3h-2.1V3z"/>'),
    gallery: icon('<path d="M2 4h3v12H2zm4.5-1h7v14h-7zm1.5 1.5v11h4v-11zM15 4h3v12h-3z"/>'),
    library: icon('<path d="M2 5h13v11H2zm1.5 1.5v6.2l3-3 2.6 2.6 1.6-1.5 2.8 2.6V6.5zM5 2h13v11h-1.5V3.5H5z"/>'),
  };
  const PAUSE = 200; // milliseconds after the last letter

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // Opens the dialog; resolves with what was chosen, or null. `ask` fetches rows for words, `show` draws one row.
  function choose({ label, search, nothing, close, ask, show, className }) {
    return new Promise((resolve) => {
      let chosen = null;
      let last = 0;
      const rows = element("ul", { className: "picker__rows" });
      const status = element("p", { className: "picker__status", role: "status" });
      const field = element("input", { type: "search", className: "picker__field", autocomplete: "off" });
      field.setAttribute("aria-label", search);
      field.placeholder = search;
      const away = element("button", { type: "button", className: "quiet", textContent: close });
      const head = element("div", { className: "picker__head" }, element("h2", { textContent: label }), away);
      const dialog = element("dialog", { className: `picker ${className}` }, head, field, status, rows);
      dialog.setAttribute("aria-label", label);

      async function list() {
        const mine = ++last;
        const found = await ask(field.value);
        if (mine !== last) return; // a later question is on its way
        rows.replaceChildren(
          ...found.map((row) => {
            const button = element("button", { type: "button" }, ...show(row));
            button.addEventListener("click", () => {
              chosen = row;
              dialog.close();
            });
            return element("li", {}, button);
          }),
        );
        status.textContent = found.length ? "" : nothing;
      }

      let timer = 0;
      field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(list, PAUSE);
      });
      // The arrows walk through the rows; Enter in the field takes the first.
      dialog.addEventListener("keydown", (event) => {
        const buttons = Array.from(rows.querySelectorAll("button"));
        const at = buttons.indexOf(document.activeElement);
        if (event.key === "ArrowDown") (buttons[at + 1] || buttons.at(-1))?.focus();
        else if (event.key === "ArrowUp") (buttons[at - 1] || field).focus();
        else if (event.key === "Enter" && event.target === field) buttons[0]?.click();
        else return;
        event.preventDefault();
      });
      away.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(chosen);
      });
      document.body.append(dialog);
      dialog.showModal();
      list();
    });
  }

  const form = () => document.querySelector("form[data-related-feed]");

  async function fetched(address, query) {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : {};
    } catch {
      return {};
    }
  }

  class Pickers {
    static get pluginName() {
      return "Pickers";
    }

    constructor(editor) {
      this.editor = editor;
    }

    init() {
      const { words } = this.editor.config.get("pickers");
      this.words = words;
      this.addButton("storyLink", () => this.link());
      this.addButton("library", () => this.picture());
      this.addButton("gallery", () => this.gallery());
    }

    addButton(name, act) {
      const { editor } = this;
      editor.ui.componentFactory.add(name, (locale) => {
        const pattern = editor.ui.componentFactory.create("bold");
        const button = new pattern.constructor(locale);
        pattern.destroy();
        button.set({ label: this.words[name], icon: ICONS[name], tooltip: true });
        button.on("execute", act);
        return button;
      });
    }

    async link() {
      const { editor, words } = this;
      const language = editor.config.get("language").content;
      const place = form();
      const story = await choose({
        ...words,
        label: words.storyLink,
        search: words.searchStories,
        className: "picker--stories",
        ask: async (q) => {
          const { stories = [] } = await fetched(place.dataset.relatedFeed, { q, language, but: place.dataset.story });
          return stories.filter((each) => each.url);
        },
        show: (each) => [element("span", { dir: "auto", textContent: each.headline })],
      });
      editor.editing.view.focus();
      if (!story) return;
      const { model } = editor;
      if (!model.document.selection.isCollapsed) {
        editor.execute("link", story.url);
        return;
      }
      model.change((writer) => {
        model.insertContent(writer.createText(story.headline, { linkHref: story.url }));
        writer.removeSelectionAttribute("linkHref");
      });
    }

    async gallery() {
      const { editor, words } = this;
      const language = editor.config.get("language").content;
      const gallery = await choose({
        ...words,
        label: words.gallery,
        search: words.searchGalleries,
        className: "picker--pictures",
        ask: async (q) => (await fetched(form().dataset.galleryList, { q, language })).galleries || [],
        show: (each) => [
          ...(each.thumbnail ? [element("img", { src: each.thumbnail, alt: "", loading: "lazy" })] : []),
          element("span", { dir: "auto", textContent: each.words }),
        ],
      });
      editor.editing.view.focus();
      if (gallery) editor.plugins.get("GalleryBlock").insert(gallery);
    }

    async picture() {
      const { editor, words } = this;
      const language = editor.config.get("language").content;
      const picture = await choose({
        ...words,
        label: words.library,
        search: words.searchPictures,
        className: "picker--pictures",
        ask: async (q) => (await fetched(form().dataset.pictureList, { q, language })).pictures || [],
        show: (each) => [
          element("img", { src: each.thumbnail, alt: "", loading: "lazy" }),
          element("span", { dir: "auto", textContent: each.caption || each.alt || words.withoutWords }),
        ],
      });
      editor.editing.view.focus();
      if (!picture) return;
      // Through the editor's own reading of HTML, so that it stands as an uploaded one would.
      const image = element("img", { src: picture.url, alt: picture.alt, width: picture.width, height: picture.height });
      const line = [picture.caption, picture.credit].filter(Boolean).join(" – ");
      const figure = element("figure", { className: "image" }, image);
      if (line) figure.append(element("figcaption", { textContent: line }));
      const { data, model } = editor;
      model.insertContent(data.toModel(data.processor.toView(figure.outerHTML)));
    }
  }

  window.Pickers = Pickers;
})();
