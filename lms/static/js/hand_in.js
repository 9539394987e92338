/* The hand-in page: the draft saves itself, files show how far they are, nothing typed is lost.
   Without this script the page is one form with buttons. */

import { announce, csrfToken, later, send } from "./leerspoor.js";
import { sendFile } from "./sending.js";

const form = document.getElementById("work");
const state = document.getElementById("state");
const words = state.dataset;
const text = form.elements.text;
const link = form.elements.link;
const version = form.elements.version;
const key = `leerspoor:draft:${form.dataset.key}`;
let saved = content();
let busy = false;
let held = null;

function pupils() {
  return form.querySelector('input[name="pupils"]:checked')?.value ?? "";
}

function content() {
  return JSON.stringify([text?.value ?? "", link?.value ?? "", pupils()]);
}

/** One note about how things stand; "" takes it away. */
function note(tone, title, body = "", extra = []) {
  state.replaceChildren();
  if (!title) return;
  const box = document.createElement("div");
  box.className = "note mb4";
  box.dataset.tone = tone;
  box.setAttribute("role", "status");
  const inside = document.createElement("div");
  const head = document.createElement("h2");
  head.textContent = title;
  inside.append(head);
  if (body) {
    const line = document.createElement("p");
    line.textContent = body;
    inside.append(line);
  }
  if (extra.length) {
    const row = document.createElement("p");
    row.className = "row";
    row.append(...extra);
    inside.append(row);
  }
  box.append(inside);
  state.append(box);
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet small";
  made.textContent = label;
  made.addEventListener("click", act);
  return made;
}

/* A copy on this device until the server has it: a session that ends or a network that goes costs nothing. */
function keep() {
  try {
    if (content() === saved) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ text: text?.value ?? "", link: link?.value ?? "" }));
  } catch { /* no storage: the form itself still holds the text */ }
}

function offerKept() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key) ?? "null"); } catch { kept = null; }
  if (!kept) return;
  if (JSON.stringify([kept.text, kept.link, pupils()]) === saved) { keep(); return; }
  note("info", words.keptTitle, kept.text.slice(0, 200), [
    button(words.keptBack, () => {
      if (text) text.value = kept.text;
      if (link) link.value = kept.link;
      note("", "");
      count();
      save();
      text?.focus();
    }),
    button(words.keptDrop, () => { localStorage.removeItem(key); note("", ""); text?.focus(); }),
  ]);
}

function count() {
  const place = document.getElementById("words");
  if (!place || !text) return;
  const number = (text.value.match(/[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu) ?? []).length;
  place.textContent = number === 1 ? words.wordsOne : words.wordsMany.replace("#", number);
}

/** Put the server's view of things in the page. */
function show(facts) {
  if (facts.files !== undefined) {
    const list = document.getElementById("files-list");
    if (list) list.innerHTML = facts.files;
  }
  const bar = document.querySelector(".bar p");
  if (bar && facts.title) {
    bar.querySelector("b").textContent = facts.title;
    const small = bar.querySelector(".small");
    if (small) small.textContent = facts.text;
  }
  if (facts.saved) document.getElementById("saved")?.replaceChildren(facts.saved);
}

async function save() {
  if (busy || content() === saved) return;
  busy = true;
  const sent = content();
  const body = new FormData();
  body.set("csrf_token", csrfToken());
  body.set("text", text?.value ?? "");
  body.set("link", link?.value ?? "");
  body.set("version", version.value);
  body.set("pupils", pupils());
  try {
    const answer = await send(form.dataset.save, { body });
    if (answer.ok) {
      const facts = await answer.json();
      version.value = facts.version;
      saved = sent;
      show({ ...facts, files: undefined });
      note("", "");
      keep();
    } else if (answer.status === 409) {
      note("info", words.clashTitle, words.clashText);
    } else if (answer.status === 401 || answer.status === 400 || answer.redirected) {
      const there = document.createElement("a");
      there.href = words.awayHref;
      there.target = "_blank";
      there.rel = "noopener";
      there.textContent = words.awayLink;
      note("wait", words.awayTitle, words.awayText, [there]);
    } else {
      const problem = await answer.json().catch(() => ({}));
      note("wait", problem.title ?? words.offlineTitle);
    }
  } catch {
    note("dim", words.offlineTitle, words.offlineText);
    setTimeout(save, 8000);
  } finally {
    busy = false;
    if (held) { const pressed = held; held = null; form.requestSubmit(pressed); }
    else if (content() !== sent && content() !== saved) soon();
  }
}

const soon = later(save, 1200);
form.addEventListener("input", (event) => {
  if (event.target.type === "file") return;
  keep();
  count();
  if (event.target.name === "pupils") save();
  else soon();
});
window.addEventListener("online", () => { note("", ""); save(); });
window.addEventListener("offline", () => note("dim", words.offlineTitle, words.offlineText));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
/* A press while the draft is on its way waits for the answer: else it would meet its own text as somebody else's. */
form.addEventListener("submit", (event) => {
  if (busy) { event.preventDefault(); held = event.submitter; return; }
  try { localStorage.removeItem(key); } catch { /* nothing kept */ }
});

/* Files: one after another, each with its own row. */
const sending = document.getElementById("sending");
const queue = [];
let running = false;

function tooBig(file) {
  const most = Number(form.dataset.maxBytes);
  if (file.size <= most) return "";
  const kind = file.type.startsWith("video/") ? words.bigVideo : file.type.startsWith("image/") ? words.bigPhoto : words.bigFile;
  return kind.replace("#", Math.ceil(file.size / 1e6)).replace("@", Math.ceil(most / 1e6));
}

function row(file) {
  const item = document.createElement("li");
  const name = document.createElement("div");
  const strong = document.createElement("b");
  strong.textContent = file.name;
  const detail = document.createElement("span");
  detail.className = "small soft";
  name.append(strong, document.createElement("br"), detail);
  const progress = document.createElement("progress");
  progress.className = "full";
  progress.max = 100;
  progress.value = 0;
  progress.setAttribute("aria-label", words.sending.replace("#", file.name));
  item.append(document.createElement("span"), name, progress);
  sending.append(item);
  sending.hidden = false;
  return { item, detail, progress };
}

function fault(place, sentence) {
  place.progress.remove();
  place.detail.className = "wrong";
  place.detail.textContent = sentence;
  announce(sentence);
}

/** Send one file; it goes on by itself after a break. The list is asked for once it is there. */
async function transmit(file, place) {
  const ended = await sendFile(file, form.dataset.send, {
    progress(part) {
      place.progress.value = part;
      place.detail.textContent = part < 100 ? `${part} % ${words.sent}` : words.checking;
    },
    waits() { place.detail.textContent = words.waits; },
  });
  if (ended === "") {
    const facts = await fetchList();
    place.item.remove();
    if (facts) show(facts);
    announce(`${file.name}: ${facts?.saved ?? ""}`);
  } else fault(place, ended || words.awayTitle);
}

async function fetchList() {
  try {
    const answer = await send(form.dataset.list, { method: "GET" });
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
}

async function work() {
  if (running) return;
  running = true;
  while (queue.length) {
    const [file, place] = queue.shift();
    await transmit(file, place);
  }
  running = false;
  sending.hidden = !sending.children.length;
}

function take(files) {
  for (const file of files) {
    const place = row(file);
    const sentence = tooBig(file);
    if (sentence) fault(place, sentence);
    else queue.push([file, place]);
  }
  work();
}

for (const input of form.querySelectorAll('input[type="file"]')) {
  input.addEventListener("change", () => { take(input.files); input.value = ""; });
}
const drop = form.querySelector("[data-drop]");
if (drop) {
  for (const name of ["dragover", "dragenter"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
}

/* Removing a file without leaving the page. */
form.addEventListener("click", async (event) => {
  const pressed = event.target.closest('button[name="remove"]');
  if (!pressed) return;
  event.preventDefault();
  const body = new FormData();
  body.set("csrf_token", csrfToken());
  body.set("remove", pressed.value);
  try {
    const answer = await send(form.dataset.remove, { body });
    if (answer.ok) { show(await answer.json()); document.getElementById("files")?.focus(); return; }
  } catch { /* the plain form still works */ }
  form.requestSubmit(pressed);
});

for (const item of document.querySelectorAll("[data-nojs]")) item.hidden = true;
offerKept();
count();
