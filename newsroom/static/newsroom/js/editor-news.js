// What a news text has and a word processor has not: whoever is quoted by name, the fact box, a paragraph that runs the
// other way. Stored as <p class="speaker"> inside <blockquote>, <aside class="facts"> and dir="…"; body.py keeps these.
//
// The bundle exports no classes: commands and buttons are made from those that an editor instance has.
(() => {
  "use strict";

  const icon = (paths) => `<svg viewBox="0 0 20 20" xmlns="http://www.w3.org/2000/svg">${paths}</svg>`;
  const ICONS = {
    speaker: icon('<path d="M3 4h14v1.6H3zm0 4h14v1.6H3zm0 6.2h4v1.6H3zm6-2.2h8v1.6H9zm0 3h6v1.6H9z"/>'),
    factBox: icon('<path d="M2 3h16v14H2zm1.6 1.6v10.8h12.8V4.6zM5 7h10v1.5H5zm0 3h10v1.5H5zm0 3h6v1.5H5z"/>'),
    direction: icon('<path d="M9 3h8v1.5h-2V12h-1.5V4.5H12V12h-1.5V8.6A2.8 2.8 0 0 1 9 3zm-3.4 10L3 15.4 5.6 18v-1.8H17v-1.5H5.6z"/>'),
  };

  const blocksOf = (editor) => Array.from(editor.model.document.selection.getSelectedBlocks());
  const around = (position, name) => position.getAncestors().findLast((each) => each.name === name) || null;
  const here = (editor) => editor.model.document.selection.getFirstPosition();

  // A command class with the bundle's own one as its parent.
  function command(editor, { refresh, execute }) {
    const Command = Object.getPrototypeOf(editor.commands.get("bold").constructor);
    return new (class extends Command {
      refresh() {
        Object.assign(this, refresh());
      }

      execute() {
        editor.model.change(execute);
        editor.editing.view.focus();
      }
    })(editor);
  }

  function addButton(editor, name, label) {
    editor.ui.componentFactory.add(name, (locale) => {
      const pattern = editor.ui.componentFactory.create("bold");
      const button = new pattern.constructor(locale);
      pattern.destroy();
      button.set({ label, icon: ICONS[name], tooltip: true, isToggleable: true });
      const made = editor.commands.get(name);
      button.bind("isOn", "isEnabled").to(made, "value", "isEnabled");
      button.on("execute", () => editor.execute(name));
      return button;
    });
  }

  class NewsBlocks {
    static get pluginName() {
      return "NewsBlocks";
    }

    static get requires() {
      return ["Bold", "BlockQuote", "Enter"];
    }

    constructor(editor) {
      this.editor = editor;
    }

    // The commands that these are made from exist only after all plugins have begun; the toolbar is built later.
    afterInit() {
      this.speaker();
      this.factBox();
      this.direction();
      this.foreign();
      const { labels } = this.editor.config.get("newsBlocks");
      for (const [name, label] of Object.entries(labels)) addButton(this.editor, name, label);
    }

    // --- whoever is quoted ---------------------------------------------------------------------------------

    speaker() {
      const { editor } = this;
      editor.model.schema.extend("paragraph", { allowAttributes: "speaker" });
      editor.conversion.attributeToAttribute({
        model: { name: "paragraph", key: "speaker", values: ["yes"] },
        view: { yes: { name: "p", key: "class", value: ["speaker"] } },
      });
      const quote = () => around(here(editor), "blockQuote");
      const named = () => blocksOf(editor).find((block) => block.hasAttribute("speaker"));
      editor.commands.add(
        "speaker",
        command(editor, {
          refresh: () => ({ value: Boolean(named()), isEnabled: Boolean(quote()) || editor.commands.get("blockQuote").isEnabled }),
          execute: (writer) => {
            if (named()) return writer.removeAttribute("speaker", named());
            if (!quote()) editor.execute("blockQuote");
            const last = Array.from(quote().getChildren()).at(-1);
            if (last.hasAttribute("speaker")) return writer.setSelection(last, "end");
            const paragraph = writer.createElement("paragraph", { speaker: "yes" });
            writer.append(paragraph, quote());
            return writer.setSelection(paragraph, "in");
          },
        }),
      );
      // A name has one line: the next one is text again, after the quote.
      editor.commands.get("enter").on("afterExecute", () => {
        const block = named();
        if (!block || !block.isEmpty || !block.previousSibling?.hasAttribute("speaker")) return;
        editor.model.change((writer) => {
          writer.removeAttribute("speaker", block);
          writer.move(writer.createRangeOn(block), writer.createPositionAfter(quote()));
        });
      });
    }

    // --- the fact box --------------------------------------------------------------------------------------

    factBox() {
      const { editor } = this;
      const { model } = editor;
      model.schema.register("factBox", { inheritAllFrom: "$container" });
      model.schema.addChildCheck((context) => (Array.from(context.getNames()).some((name) => name === "factBox" || name === "tableCell") ? false : undefined), "factBox");
      editor.conversion.elementToElement({ model: "factBox", view: { name: "aside", classes: "facts" } });
      const box = () => around(here(editor), "factBox");
      const outermost = () => [...new Set(blocksOf(editor).map((block) => block.getAncestors()[1] || block))];
      editor.commands.add(
        "factBox",
        command(editor, {
          refresh: () => ({ value: Boolean(box()), isEnabled: Boolean(box()) || outermost().every((each) => each.root.rootName === "main") }),
          execute: (writer) => {
            if (box()) return writer.unwrap(box());
            const blocks = outermost();
            return writer.wrap(writer.createRange(writer.createPositionBefore(blocks[0]), writer.createPositionAfter(blocks.at(-1))), "factBox");
          },
        }),
      );
      // Enter in its last line, when that is empty, leaves it.
      editor.editing.view.document.on(
        "enter",
        (event, data) => {
          const block = here(editor).parent;
          if (!box() || !block.isEmpty || block.parent !== box() || block.nextSibling || !block.previousSibling) return;
          model.change((writer) => writer.move(writer.createRangeOn(block), writer.createPositionAfter(box())));
          data.preventDefault();
          event.stop();
        },
        { context: "aside" },
      );
    }

    // --- what other programs write ---------------------------------------------------------------------------

    // Their headings are ours one step lower; what is no text at all goes with what stands in it. Word says in a style
    // sheet which lists have bullets: our policy lets no sheet of a paste become one, so its words are handed over.
    foreign() {
      const { conversion, plugins } = this.editor;
      plugins.get("ClipboardPipeline").on(
        "inputTransformation",
        (event, data) => {
          const html = data.dataTransfer?.getData("text/html") || "";
          const sheets = Array.from(html.matchAll(/<style\b[^>]*>([^]*?)<\/style>/gi), (found) => found[1]).join("\n");
          let parsed = data._parsedData;
          Object.defineProperty(data, "_parsedData", {
            get: () => parsed,
            set: (value) => {
              parsed = { ...value, stylesString: value.stylesString || sheets };
            },
          });
        },
        { priority: "highest" },
      );
      for (const [theirs, ours] of [["h1", "heading2"], ["h5", "heading4"], ["h6", "heading4"]]) {
        conversion.for("upcast").elementToElement({ view: theirs, model: ours, converterPriority: "high" });
      }
      for (const name of ["script", "style", "template", "noscript", "title"]) {
        conversion.for("upcast").add((dispatcher) =>
          dispatcher.on(
            `element:${name}`,
            (event, data, { consumable, writer }) => {
              if (!consumable.consume(data.viewItem, { name: true })) return;
              data.modelRange = writer.createRange(data.modelCursor);
            },
            { priority: "highest" },
          ),
        );
      }
    }

    // --- direction -----------------------------------------------------------------------------------------

    direction() {
      const { editor } = this;
      const blocks = ["paragraph", "heading2", "heading3", "heading4"];
      for (const name of blocks) editor.model.schema.extend(name, { allowAttributes: "textDirection" });
      const view = (name) => ({ key: "dir", value: name });
      editor.conversion.for("downcast").attributeToAttribute({
        model: { key: "textDirection", values: ["rtl", "ltr", "auto"] },
        view: { rtl: view("rtl"), ltr: view("ltr"), auto: view("auto") },
      });
      for (const name of ["p", "h2", "h3", "h4"]) {
        editor.conversion.for("upcast").attributeToAttribute({
          view: { name, key: "dir", value: /^(rtl|ltr|auto)$/ },
          model: { key: "textDirection", value: (element) => element.getAttribute("dir") },
        });
      }
      const other = editor.locale.contentLanguageDirection === "rtl" ? "ltr" : "rtl";
      const able = () => blocksOf(editor).filter((block) => editor.model.schema.checkAttribute(block, "textDirection"));
      const turned = () => able().some((block) => block.hasAttribute("textDirection"));
      editor.commands.add(
        "direction",
        command(editor, {
          refresh: () => ({ value: turned(), isEnabled: able().length > 0 }),
          execute: (writer) => {
            const undo = turned();
            for (const block of able()) {
              if (undo) writer.removeAttribute("textDirection", block);
              else writer.setAttribute("textDirection", other, block);
            }
          },
        }),
      );
    }
  }

  window.NewsBlocks = NewsBlocks;
})();
