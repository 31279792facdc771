// How a mail is looked at, changed in place: width, scheme and part, without leaving what is typed beside it. Without
// this file the same links load the page anew.

const issue = document.querySelector("[data-issue]");
const frame = document.querySelector("[data-preview]");
const kept = document.querySelector("input[name=look]");

function show(name, value) {
  const address = new URL(frame.src);
  address.searchParams.set(name, value);
  frame.src = address;
  if (kept) kept.value = address.searchParams;
  const { width, scheme } = Object.fromEntries(address.searchParams);
  frame.className = `mailframe mailframe--${width}${scheme === "dark" ? " mailframe--dark" : ""}`;
  issue.className = `issue issue--${width}`;
}

for (const nav of document.querySelectorAll("[data-look]")) {
  nav.addEventListener("click", (event) => {
    const link = event.target.closest("[data-value]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const each of nav.children) each.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    show(nav.dataset.look, link.dataset.value);
  });
}
