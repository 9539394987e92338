/* The grading page: saving by itself, keys inside the rubric only, ready sentences in one press.
   Single letters work only while the focus is in the rubric and not in a text field, and can be switched off
   (WCAG 2.2, 2.1.4). Without this script every button of the form does the same. */

import { announce, csrfToken, later, send } from "./leerspoor.js";

const form = document.getElementById("rubric");
const words = form.dataset;
const version = form.elements.version;
const saved = document.getElementById("saved");
const OFF = "leerspoor:keys";
let before = content();
let busy = false;
let held = null;

function content() {
  const fields = new FormData(form);
  fields.delete("csrf_token");
  fields.delete("version");
  return JSON.stringify([...fields.entries()]);
}

function say(text) {
  saved.textContent = text;
}

/** Who else looks at this work; told once to a screen reader. */
function showOthers(others) {
  const place = document.getElementById("presence");
  if (!place || place.dataset.shown === others.join("|")) return;
  place.dataset.shown = others.join("|");
  place.replaceChildren();
  place.className = others.length ? "mb5" : "";
  for (const other of others) {
    const note = document.createElement("div");
    note.className = "note";
    note.dataset.tone = "info";
    const inside = document.createElement("div");
    const head = document.createElement("h2");
    head.textContent = other;
    const line = document.createElement("p");
    line.textContent = words.presence;
    inside.append(head, line);
    note.append(inside);
    place.append(note);
  }
}

function took(facts) {
  version.value = facts.version;
  if (facts.saved) say(facts.saved);
  showOthers(facts.others ?? []);
  if (facts.decided) { say(words.decided); announce(words.decided); }
}

async function save() {
  if (busy || content() === before) return;
  busy = true;
  const sent = content();
  try {
    const answer = await send(words.save, { body: new FormData(form) });
    if (answer.ok) { took(await answer.json()); before = sent; }
    else if (answer.status === 409) { say(words.clash); announce(words.clash); before = sent; }
    else if (answer.status === 400 || answer.status === 401) say(words.away);
    else { const problem = await answer.json().catch(() => ({})); say(problem.title ?? words.waiting); }
  } catch {
    say(words.waiting);
    setTimeout(save, 6000);
  } finally {
    busy = false;
    if (held) { const pressed = held; held = null; form.requestSubmit(pressed); }
    else if (content() !== sent && content() !== before) soon();
  }
}

const soon = later(save, 1000);
/* A press while a save is on its way waits for the answer: else it would meet its own marks as another window's. */
form.addEventListener("submit", (event) => {
  if (busy) { event.preventDefault(); held = event.submitter; }
});
form.addEventListener("input", soon);
form.addEventListener("change", soon);
window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });

async function begin() {
  const body = new FormData();
  body.set("csrf_token", csrfToken());
  try {
    const answer = await send(words.begin, { body });
    if (answer.ok) took(await answer.json());
  } catch { /* the first save begins too */ }
}

/* Ready sentences. */
form.addEventListener("click", (event) => {
  const pressed = event.target.closest('button[name="sentence"]');
  if (!pressed) return;
  event.preventDefault();
  const field = form.elements[`comment-${pressed.value.split(":")[0]}`];
  field.value = `${field.value.trimEnd()} ${pressed.textContent.trim()}`.trim();
  field.focus();
  soon();
});

/* Keys. */
const points = [...form.querySelectorAll(".crit")].filter((point) => point.querySelector('input[type="radio"]'));
const keys = document.getElementById("keys");
const button = document.getElementById("keys-switch");
let on = true;
try { on = localStorage.getItem(OFF) !== "off"; } catch { on = true; }

function showSwitch() {
  button.textContent = on ? words.keysOff : words.keysOn;
  button.setAttribute("aria-pressed", String(on));
}

button.addEventListener("click", () => {
  on = !on;
  try { localStorage.setItem(OFF, on ? "on" : "off"); } catch { /* for this page only */ }
  showSwitch();
});

function current() {
  return points.findIndex((point) => point.contains(document.activeElement));
}

function go(index) {
  const point = points[Math.max(0, Math.min(points.length - 1, index))];
  const radio = point?.querySelector('input[type="radio"]:checked') ?? point?.querySelector('input[type="radio"]');
  radio?.focus({ preventScroll: true });
  point?.scrollIntoView({ block: "nearest" });
}

function choose(key) {
  const point = points[Math.max(0, current())];
  const radio = point?.querySelector(`input[type="radio"][value="${key}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="decide"]'));
    return;
  }
  if (event.key === "Escape" && event.target.tagName === "TEXTAREA") { go(Math.max(0, current())); return; }
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "TEXTAREA") return;
  const key = event.key.toLowerCase();
  if (key === "j") go(current() + 1);
  else if (key === "k") go(current() - 1);
  else if (!/^[0-9]$/.test(key) || !choose(key)) return;
  event.preventDefault();
});

if (points.length) {
  keys.hidden = false;
  showSwitch();
}
begin();
