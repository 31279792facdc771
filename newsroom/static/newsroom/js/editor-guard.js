// What an editor must not lose. A body that nobody touched is posted byte for byte as it came, although the editor would
// write its own normal form; whoever leaves the page with changes that are not saved is asked first.
(() => {
  "use strict";

  const touched = new Set();
  const original = new Map();
  let unsaved = false;
  let leaving = false;

  function mark() {
    if (unsaved) return;
    unsaved = true;
    for (const note of document.querySelectorAll("[data-unsaved]")) note.hidden = false;
  }

  // desk-story.js calls this when it puts an editor into the page; `created` gets the editor.
  function watch(textarea, created) {
    original.set(textarea.name, textarea.value);
    window.ckeditorRegisterCallback(textarea.id, (editor) => {
      editor.model.document.on("change:data", () => {
        touched.add(textarea.name);
        mark();
        textarea.dispatchEvent(new Event("input", { bubbles: true })); // for whoever keeps drafts
      });
      if (created) created(editor);
    });
  }

  function guard(form) {
    form.addEventListener("input", mark);
    form.addEventListener("change", mark);
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, text] of original) if (!touched.has(name)) formData.set(name, text);
    });
    form.addEventListener("submit", (event) => {
      const target = event.submitter && event.submitter.formTarget;
      if (target !== "_blank") leaving = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved && !leaving) event.preventDefault();
    });
    if (document.querySelector(".errornote")) mark();
  }

  window.editorGuard = { guard, mark, watch };
})();
