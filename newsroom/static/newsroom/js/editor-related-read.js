// The read-also block of the editor: «اقرأ أيضًا» in the toolbar, or @ in the text, lists stories; the chosen one stands in
// the text as a block that cannot be edited. Stored as <p class="related-read" data-article="42">headline</p>; the
// public page looks the story up by its number and prints the headline it has by then.
//
// The bundle exports no classes, so this plugin is built from what an editor instance offers.
(() => {
  "use strict";

  const MODEL = "relatedRead";
  const NUMBER = /^[0-9]{1,9}$/;

  const form = () => document.querySelector("form[data-related-feed]");
  const languageOf = (editor) => editor.config.get("language").content;
  const words = (editor) => editor.config.get("relatedRead");

  class RelatedRead {
    static get pluginName() {
      return "RelatedRead";
    }

    constructor(editor) {
      this.editor = editor;
    }

    init() {
      this.defineBlock();
      this.convert();
      this.addButton();
    }

    // The mention command exists only after all plugins have begun.
    afterInit() {
      const mention = this.editor.commands.get("mention");
      mention.on(
        "execute",
        (event, [options]) => {
          if (!options.mention || !options.mention.article) return;
          event.stop();
          this.insert(options.range, options.mention);
        },
        { priority: "high" },
      );
    }

    defineBlock() {
      this.editor.model.schema.register(MODEL, {
        inheritAllFrom: "$blockObject",
        allowAttributes: ["article", "headline"],
      });
    }

    convert() {
      const { conversion } = this.editor;
      conversion.for("upcast").elementToElement({
        view: { name: "p", classes: "related-read", attributes: { "data-article": NUMBER } },
        model: (view, { writer }) =>
          writer.createElement(MODEL, { article: view.getAttribute("data-article"), headline: textOf(view) }),
        converterPriority: "highest",
      });
      conversion.for("dataDowncast").elementToElement({
        model: MODEL,
        view: (block, { writer }) => {
          const paragraph = writer.createContainerElement("p", {
            class: "related-read",
            "data-article": block.getAttribute("article"),
          });
          writer.insert(writer.createPositionAt(paragraph, 0), writer.createText(block.getAttribute("headline") || ""));
          return paragraph;
        },
      });
      conversion.for("editingDowncast").elementToElement({
        model: MODEL,
        view: (block, { writer }) => this.widget(block, writer),
      });
    }

    // What `toWidget` would make, were it exported.
    widget(block, writer) {
      const label = words(this.editor).label;
      const headline = block.getAttribute("headline") || "";
      const widget = writer.createContainerElement("p", {
        class: "ck-widget related-read",
        contenteditable: "false",
        role: "group",
        "aria-label": `${label}: ${headline}`,
      });
      writer.setCustomProperty("widget", true, widget);
      writer.setCustomProperty("widgetLabel", [`${label}: ${headline}`], widget);
      widget.getFillerOffset = () => null;
      const shown = writer.createUIElement("span", { class: "related-read__words" }, function (document) {
        const element = this.toDomElement(document);
        const mark = document.createElement("b");
        mark.textContent = `${label}: `;
        element.append(mark, headline);
        return element;
      });
      writer.insert(writer.createPositionAt(widget, 0), shown);
      return widget;
    }

    addButton() {
      const { editor } = this;
      editor.ui.componentFactory.add("relatedRead", (locale) => {
        const pattern = editor.ui.componentFactory.create("bold");
        const button = new pattern.constructor(locale);
        pattern.destroy();
        button.set({ label: words(editor).label, withText: true, class: "related-read-button" });
        button.on("execute", () => this.ask());
        return button;
      });
    }

    // Types the @ for whoever does not know it: the list of stories opens at the caret.
    ask() {
      const { editor } = this;
      const { selection } = editor.model.document;
      editor.editing.view.focus();
      const before = selection.getFirstPosition().nodeBefore;
      const glued = before && before.is("$text") && !/\s$/u.test(before.data);
      this.spaced = glued;
      editor.execute("insertText", { text: glued ? " @" : "@" });
    }

    // The words typed to find the story go; the block stands after the paragraph they were in.
    insert(range, story) {
      const { model } = this.editor;
      model.change((writer) => {
        const start = this.spaced ? range.start.getShiftedBy(-1) : range.start;
        this.spaced = false;
        writer.remove(writer.createRange(start, range.end));
        const paragraph = model.document.selection.getFirstPosition().parent;
        const block = writer.createElement(MODEL, { article: String(story.article), headline: story.text });
        const place = paragraph.isEmpty ? null : writer.createPositionAfter(paragraph);
        model.insertObject(block, place, null, { setSelection: "after" });
      });
      this.editor.editing.view.focus();
    }
  }

  function textOf(view) {
    return Array.from(view.getChildren())
      .map((child) => (child.is("$text") ? child.data : textOf(child)))
      .join("");
  }

  // Called by the editor with itself as `this`.
  async function relatedReadFeed(query) {
    const place = form();
    if (!place) return [];
    const address = new URL(place.dataset.relatedFeed, location.href);
    address.searchParams.set("q", query);
    address.searchParams.set("language", languageOf(this));
    if (place.dataset.story) address.searchParams.set("but", place.dataset.story);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return [];
      const { stories } = await answer.json();
      const { live, other } = words(this);
      return stories.map((story) => ({
        id: `@${story.id}`,
        text: story.headline,
        article: story.id,
        live: story.live,
        state: story.live ? live : other,
      }));
    } catch {
      return [];
    }
  }

  function relatedReadItem(story) {
    const item = document.createElement("span");
    item.className = "related-item";
    const headline = document.createElement("span");
    headline.dir = "auto";
    headline.textContent = story.text;
    const state = document.createElement("span");
    state.className = `state state--${story.live ? "live" : "draft"}`;
    state.textContent = story.state;
    item.append(headline, state);
    return item;
  }

  Object.assign(window, { RelatedRead, relatedReadFeed, relatedReadItem });
})();
