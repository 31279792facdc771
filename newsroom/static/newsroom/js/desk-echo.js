// Under a field for a day or an hour: what was typed, in words, as the server understands it. So 5/4 is seen to be the
// fifth of April before it is saved. Without scripts the form says the same after it was sent.

const source = document.getElementById("desk-echo").dataset.words;
const waiting = new WeakMap();

function partsOf(field) {
  if (field.dataset.echo !== "moment") return [field];
  const whole = field.name.replace(/_(day|hour)$/, "");
  return [...field.form.elements].filter((one) => one.dataset.echo === "moment" && one.name.startsWith(`${whole}_`));
}

function noteOf(parts) {
  const last = parts.at(-1);
  if (last.nextElementSibling?.classList.contains("echo")) return last.nextElementSibling;
  const note = document.createElement("output");
  note.className = "echo";
  last.after(note);
  return note;
}

async function echo(field) {
  const parts = partsOf(field);
  const [text, hour] = parts.map((part) => part.value.trim());
  const note = noteOf(parts);
  if (!text && !hour) {
    note.textContent = "";
    return;
  }
  const query = new URLSearchParams({ kind: field.dataset.echo, text, hour: hour ?? "" });
  const answer = await fetch(`${source}?${query}`);
  note.textContent = answer.ok ? (await answer.json()).words : "";
}

function soon(event) {
  const field = event.target;
  if (!field.dataset?.echo) return;
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(() => echo(field).catch(() => {}), 250));
}

document.addEventListener("input", soon);
for (const field of document.querySelectorAll("[data-echo]")) if (field.value) echo(field).catch(() => {});
