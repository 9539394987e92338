/* The grading page: saving by itself, keys inside the rubric only, undo, ready sentences in one press.
   Single keys work only while the focus is in the rubric and not in a text field, and can be switched off
   (WCAG 2.2, 2.1.4). "?" shows them. Without this script every button of the form does the same. */

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

/** Notes about who else is at this work; read out by the live region when they change. */
function showOthers(lines) {
  const place = document.getElementById("presence");
  const shown = JSON.stringify(lines.map((line) => [line.head.replace(/\(.*\)/, ""), line.take]));
  if (!place) return;
  if (place.dataset.shown === shown) {
    place.querySelectorAll("h2").forEach((head, at) => { if (head.textContent !== lines[at].head) head.textContent = lines[at].head; });
    return;
  }
  place.dataset.shown = shown;
  place.className = lines.length ? "mb5" : "";
  place.replaceChildren(...lines.map(note));
}

function element(name, text, props = {}) {
  const made = Object.assign(document.createElement(name), props);
  if (text) made.textContent = text;
  return made;
}

function note({ head, text, take }) {
  const made = element("div", "", { className: "note" });
  made.dataset.tone = "info";
  const inside = element("div", "");
  inside.append(element("h2", head), element("p", text));
  if (take) {
    const button = element("button", take, { className: "btn quiet small", type: "submit", name: "do", value: "take" });
    button.setAttribute("form", form.id);
    inside.append(button);
  }
  made.append(inside);
  return made;
}

function took(facts) {
  version.value = facts.version;
  if (facts.saved) say(facts.saved);
  heard(facts);
}

function heard(facts) {
  showOthers(facts.lines ?? []);
  const news = facts.decided ? words.decided : facts.both ? words.both : "";
  if (news && saved.textContent !== news) { say(news); announce(news); }
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

/* A short question now and then: it is answered at once, so it holds nobody up. Not while the page is hidden. */
const EVERY = 10000;
let asking = 0;

async function ask() {
  clearTimeout(asking);
  asking = setTimeout(ask, EVERY);
  if (document.visibilityState === "hidden" || busy) return;
  const body = new FormData();
  body.set("csrf_token", csrfToken());
  const asked = version.value;
  try {
    const answer = await send(words.begin, { body });
    if (!answer.ok) return;
    const facts = await answer.json();
    heard(facts);
    /* Another window's save is told, and never becomes ours to overwrite. */
    if (!busy && version.value === asked && String(facts.version) !== asked && saved.textContent !== words.clash) {
      say(words.clash);
      announce(words.clash);
    }
  } catch { /* asked again in a moment; the first save begins too */ }
}

/* Undo: what the rubric held before each act, kept for this page until the browser closes. */
const UNDO = `leerspoor:undo:${words.attempt}`;
const undo = document.getElementById("undo");
let past = [];
try { past = JSON.parse(sessionStorage.getItem(UNDO)) ?? []; } catch { past = []; }
let present = snapshot();

function snapshot() {
  const fields = new FormData(form);
  for (const name of ["csrf_token", "version", "window"]) fields.delete(name);
  return Object.fromEntries(fields.entries());
}

/** One step per act: a level, a sentence, a stretch of typing in one field. */
function remember() {
  const now = snapshot();
  if (JSON.stringify(now) === JSON.stringify(present)) return;
  past = [...past, present].slice(-50);
  present = now;
  keepPast();
}

function keepPast() {
  undo.hidden = !past.length;
  try { sessionStorage.setItem(UNDO, JSON.stringify(past)); } catch { /* for this page only */ }
}

function stepBack() {
  remember();
  const before = past.pop();
  if (!before) return;
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = before[field.name] === field.value;
    else if (field.tagName === "TEXTAREA") field.value = before[field.name] ?? "";
  }
  present = snapshot();
  keepPast();
  counted();
  announce(words.undone);
  soon();
}

undo.addEventListener("click", stepBack);
form.addEventListener("change", remember);

/** How many points have no level yet, as the page counted them when it came. */
function counted() {
  const place = document.getElementById("open-points");
  const open = points.filter((point) => !point.querySelector('input[type="radio"]:checked')).length;
  place.textContent = place.textContent.replace(/\d+/, String(open));
}

/* Ready sentences. */
function put(button) {
  const [criterion] = button.value.split(":");
  const field = form.elements[`comment-${criterion}`];
  field.value = `${field.value.trimEnd()} ${button.querySelector("span").textContent.trim()}`.trim();
  remember();
  announce(words.put);
  soon();
  return field;
}

form.addEventListener("click", (event) => {
  const pressed = event.target.closest('button[name="sentence"]');
  if (!pressed) return;
  event.preventDefault();
  put(pressed).focus();
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

function required(point) {
  return Number(point.querySelector("[data-required]")?.dataset.required ?? 0);
}

/** The next thing after a level: stay where a word is needed, else the next open point, else the whole. */
function onward(at) {
  const next = points.findIndex((point, index) => index > at && !point.querySelector("input:checked"));
  if (next >= 0) go(next);
  else if (at + 1 < points.length) go(at + 1);
  else form.elements.comment.focus();
}

function choose(key) {
  const at = Math.max(0, current());
  const radio = points[at]?.querySelector(`input[type="radio"][value="${key}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  const title = points[at].querySelector("legend").textContent;
  announce(words.chosen.replace("#", title).replace("@", radio.closest("label").textContent));
  if (Number(key) >= required(points[at])) onward(at);
  return true;
}

function put_by_key(key) {
  const button = points[Math.max(0, current())]?.querySelector(`button[data-key="${key}"]`);
  if (button) put(button);
  return Boolean(button);
}

function help() {
  keys.open = !keys.open;
  if (keys.open) announce(keys.innerText);
}

const LETTERS = {
  j: () => go(current() + 1),
  k: () => go(current() - 1),
  w: () => form.elements.comment.focus(),
  z: stepBack,
  "?": help,
};

function act(key) {
  if (LETTERS[key]) { LETTERS[key](); return true; }
  if (/^[0-9]$/.test(key)) return choose(key);
  return /^[a-i]$/.test(key) && put_by_key(key);
}

form.addEventListener("keydown", (event) => {
  const writing = event.target.tagName === "TEXTAREA";
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="decide"]'));
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !writing) { event.preventDefault(); stepBack(); return; }
  if (event.key === "Escape" && writing) { go(Math.max(0, current())); return; }
  if (!on || event.ctrlKey || event.metaKey || event.altKey || writing) return;
  if (event.key === "Enter" && event.target.type === "radio") {
    event.preventDefault();
    points[current()]?.querySelector("textarea")?.focus();
    return;
  }
  if (act(event.key.toLowerCase())) event.preventDefault();
});

/* With a mouse too: after the last level one can type about the whole at once. Not on touch, where that would
   bring up the keyboard, and not with keys, which choose by walking past. */
let pointer = "";
form.addEventListener("pointerup", (event) => { pointer = event.pointerType; });
form.addEventListener("click", (event) => {
  const radio = event.target.closest('input[type="radio"]');
  const at = points.findIndex((point) => point.contains(radio));
  if (!radio || at < 0) return;
  const all = points.every((point) => point.querySelector("input:checked"));
  if (pointer === "mouse" && all && Number(radio.value) >= required(points[at])) form.elements.comment.focus({ preventScroll: true });
  pointer = "";
});

form.addEventListener("change", counted);
if (points.length) {
  keys.hidden = false;
  showSwitch();
  keepPast();
}
ask();
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") ask(); });
