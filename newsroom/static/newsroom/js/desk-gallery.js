// The order of a gallery's pictures by two buttons on each row.
// Without this script the places are typed as numbers.
(() => {
  "use strict";

  const list = document.querySelector("[data-arrange]");

  function number() {
    list.querySelectorAll(":scope > li .number").forEach((box, place) => {
      box.value = String(place + 1);
    });
  }

  function button(words, sign, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: sign });
    made.setAttribute("aria-label", words);
    made.title = words;
    made.addEventListener("click", () => {
      act();
      number();
      made.focus();
    });
    return made;
  }

  for (const row of list ? list.children : []) {
    const { earlier, later } = list.dataset;
    row.querySelector(".pictures__place").append(
      button(earlier, "↑", () => row.previousElementSibling?.before(row)),
      button(later, "↓", () => row.nextElementSibling?.after(row)),
    );
  }
})();
