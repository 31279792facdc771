// The pickers of the admin (select2) leave the field's label behind: each takes it along again, for screen readers.

function label(select) {
  const [found] = select.labels ?? [];
  if (!found) return select.getAttribute("aria-label");
  found.id ||= `${select.id}_label`;
  return found;
}

function name(container) {
  const select = container.previousElementSibling;
  const words = select?.matches("select") && label(select);
  if (!words) return;
  const rendered = container.querySelector(".select2-selection__rendered");
  for (const part of container.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field")) {
    if (typeof words === "string") part.setAttribute("aria-label", words);
    else part.setAttribute("aria-labelledby", part.contains(rendered) && part !== rendered ? `${words.id} ${rendered.id}` : words.id);
  }
}

const nameAll = () => document.querySelectorAll("select + .select2-container").forEach(name);

new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  if (added.some((node) => node.matches?.(".select2-container, .select2-search, .select2-search__field"))) nameAll();
}).observe(document.body, { childList: true, subtree: true });
nameAll();
