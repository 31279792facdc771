// Today's date at the caret, as the newspaper prints dates in a text: «٢٥ كانون الأول/ ديسمبر ٢٠٢٤» is quicker pressed than
// typed. The words come from the server, which knows the house style; the button inserts them as plain text.
(() => {
  "use strict";

  class TodaysDate {
    static get pluginName() {
      return "TodaysDate";
    }

    constructor(editor) {
      this.editor = editor;
    }

    init() {
      const { editor } = this;
      const { label, words } = editor.config.get("todaysDate");
      editor.ui.componentFactory.add("todaysDate", (locale) => {
        const pattern = editor.ui.componentFactory.create("bold");
        const button = new pattern.constructor(locale);
        pattern.destroy();
        button.set({ label, withText: true });
        button.on("execute", () => {
          editor.model.change((writer) => editor.model.insertContent(writer.createText(words)));
          editor.editing.view.focus();
        });
        return button;
      });
    }
  }

  window.TodaysDate = TodaysDate;
})();
