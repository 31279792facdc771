// A gallery in the text: a block that cannot be edited, at the place where readers get its pictures. Stored as
// <p class="gallery" data-gallery="12">title</p>; its pictures are arranged in the room of galleries.
//
// The bundle exports no classes, so this plugin is built from what an editor instance offers.
(() => {
  "use strict";

  const MODEL = "gallery";
  const NUMBER = /^[0-9]{1,9}$/;

  class GalleryBlock {
    static get pluginName() {
      return "GalleryBlock";
    }

    constructor(editor) {
      this.editor = editor;
    }

    init() {
      const { conversion, model } = this.editor;
      model.schema.register(MODEL, { inheritAllFrom: "$blockObject", allowAttributes: ["gallery", "title"] });
      conversion.for("upcast").elementToElement({
        view: { name: "p", classes: "gallery", attributes: { "data-gallery": NUMBER } },
        model: (view, { writer }) =>
          writer.createElement(MODEL, { gallery: view.getAttribute("data-gallery"), title: textOf(view) }),
        converterPriority: "highest",
      });
      conversion.for("dataDowncast").elementToElement({
        model: MODEL,
        view: (block, { writer }) => {
          const place = { class: "gallery", "data-gallery": block.getAttribute("gallery") };
          const paragraph = writer.createContainerElement("p", place);
          writer.insert(writer.createPositionAt(paragraph, 0), writer.createText(block.getAttribute("title") || ""));
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
      const label = this.editor.config.get("pickers").words.gallery;
      const title = block.getAttribute("title") || block.getAttribute("gallery");
      const attributes = { class: "ck-widget gallery", contenteditable: "false", role: "group", "aria-label": `${label}: ${title}` };
      const widget = writer.createContainerElement("p", attributes);
      writer.setCustomProperty("widget", true, widget);
      writer.setCustomProperty("widgetLabel", [attributes["aria-label"]], widget);
      widget.getFillerOffset = () => null;
      const shown = writer.createUIElement("span", {}, function (document) {
        const element = this.toDomElement(document);
        const mark = document.createElement("b");
        mark.textContent = `${label}: `;
        element.append(mark, title);
        return element;
      });
      writer.insert(writer.createPositionAt(widget, 0), shown);
      return widget;
    }

    insert({ id, title }) {
      const { model } = this.editor;
      model.change((writer) => {
        const block = writer.createElement(MODEL, { gallery: String(id), title });
        model.insertObject(block, null, null, { setSelection: "after", findOptimalPosition: "auto" });
      });
    }
  }

  function textOf(view) {
    return Array.from(view.getChildren())
      .map((child) => (child.is("$text") ? child.data : textOf(child)))
      .join("");
  }

  window.GalleryBlock = GalleryBlock;
})();
