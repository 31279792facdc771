// Under each box for a day or an hour: how it is read, in words, while somebody types; and a hint where it cannot be read
// once the box is left. The words are made by the server, by the code that reads the form. Forms work without this file.

const source = document.querySelector("#desk-echo").dataset.words;
const PAUSE = 250;
const LONGEST = 100; // as in newsroom/desk_site.py
const known = new Map(); // question → words, empty where it cannot be read
const outputs = new WeakMap();
const questions = new WeakMap(); // box → what was asked last: a late answer to an earlier question is dropped
const timers = new WeakMap();

const boxesOf = (place) => (place.matches("input") ? [place] : [...place.querySelectorAll("input")]);
const placeOf = (target) => target.closest?.("[data-echo]");

// A day without its hour yet is read as a day, so that the words come with the first box.
function questionOf(place) {
  const [first, second] = boxesOf(place).map((box) => box.value.trim());
  if (place.dataset.echo !== "moment") return first && { kind: place.dataset.echo, text: first };
  if (first && second) return { kind: "moment", text: first, hour: second };
  return (first && { kind: "day", text: first }) || (second && { kind: "hour", text: second });
}

function outputOf(place) {
  if (!outputs.has(place)) {
    const boxes = boxesOf(place);
    const output = document.createElement("output");
    output.className = "echo";
    output.id = `${boxes[0].id}_words`;
    output.setAttribute("aria-live", "polite");
    boxes.at(-1).after(output);
    for (const box of boxes) {
      const described = [box.getAttribute("aria-describedby"), output.id].filter(Boolean);
      box.setAttribute("aria-describedby", described.join(" "));
    }
    outputs.set(place, output);
  }
  return outputs.get(place);
}

// null: nobody knows, for the server was not reached or asks for a log-in; then nothing is said.
async function wordsFor(asked) {
  const { text, hour = "" } = asked;
  if (Math.max(text.length, hour.length) > LONGEST) return "";
  const question = String(new URLSearchParams(asked));
  if (known.has(question)) return known.get(question);
  try {
    const answer = await fetch(`${source}?${question}`);
    if (!answer.ok || answer.redirected) return null;
    const { words } = await answer.json();
    known.set(question, words);
    return words;
  } catch {
    return null;
  }
}

async function tell(place, left) {
  const output = outputOf(place);
  const question = questionOf(place);
  const asked = JSON.stringify(question);
  questions.set(place, asked);
  const words = question ? await wordsFor(question) : null;
  if (questions.get(place) !== asked) return;
  const unread = left && words === "";
  output.classList.toggle("echo--unread", unread);
  output.textContent = unread ? place.dataset.echoHint : words ?? "";
}

document.addEventListener("input", (event) => {
  const place = placeOf(event.target);
  if (!place) return;
  clearTimeout(timers.get(place));
  timers.set(place, setTimeout(() => tell(place, false), PAUSE));
});

document.addEventListener("focusout", (event) => {
  const place = placeOf(event.target);
  if (!place || place.contains(event.relatedTarget)) return;
  clearTimeout(timers.get(place));
  tell(place, true);
});

// Rows that are added later get theirs when they are entered: a live region must stand there before it speaks.
document.addEventListener("focusin", (event) => {
  const place = placeOf(event.target);
  if (place) outputOf(place);
});

for (const place of document.querySelectorAll("[data-echo]")) tell(place, false);
