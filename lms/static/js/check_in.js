/* Checking in where the network is bad: a code that could not be sent stays on this phone, with the time at which it
   was typed, and goes along later. Without this script the form is an ordinary form. */

import { announce, send } from "./leerspoor.js";

const form = document.getElementById("check-in");
const KEPT = "leerspoor:check-in:";

function note(tone, title, text) {
  const place = document.getElementById("outcome");
  if (!place) return;
  const box = document.createElement("div");
  box.className = "note mb5";
  box.dataset.tone = tone;
  const inside = document.createElement("div");
  const head = document.createElement("h2");
  head.textContent = title;
  const line = document.createElement("p");
  line.textContent = text;
  inside.append(head, line);
  box.append(inside);
  place.replaceChildren(box);
  announce(`${title}. ${text}`);
}

function keep(name, code) {
  try { localStorage.setItem(name, JSON.stringify({ code, at: Math.floor(Date.now() / 1000) })); } catch { /* private window */ }
  note("info", form.dataset.kept, form.dataset.keptText);
}

function kept(name) {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
}

async function sendKept(name) {
  const waiting = kept(name);
  if (!waiting) return;
  const body = new FormData();
  body.set("code", waiting.code);
  body.set("at", String(waiting.at));
  try {
    const answer = await send(form.dataset.keptUrl, { body });
    if (![200, 409, 422].includes(answer.status)) return;
    const facts = await answer.json();
    localStorage.removeItem(name);
    note(facts.tone, facts.title, facts.text);
  } catch {
    note("info", form.dataset.kept, form.dataset.keptText);
  }
}

if (form) {
  const name = KEPT + form.dataset.who;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const code = form.elements.code.value.trim();
    if (!code) { form.elements.code.focus(); return; }
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (answer.redirected) { location.assign(answer.url); return; }
      document.getElementById("outcome").replaceChildren(...page.getElementById("outcome")?.childNodes ?? []);
      const said = page.querySelector("#outcome h2") ?? page.querySelector("h1");
      if (!page.getElementById("outcome")) note("wait", said?.textContent ?? "", page.querySelector("main p")?.textContent ?? "");
      else announce(document.getElementById("outcome").textContent);
      form.elements.code.select();
    } catch {
      keep(name, code);
    }
  });
  window.addEventListener("online", () => sendKept(name));
  sendKept(name);
}
