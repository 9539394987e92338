/* The attendance list: every tick is kept on this device first and sent when there is network, once. What a colleague
   recorded meanwhile is shown beside the own choice and never overwritten. Without this script it is a form. */

import { announce, csrfToken, later } from "./leerspoor.js";
import { CACHE, drop, held, keep } from "./attendance_store.js";

const form = document.getElementById("list");
const words = form.dataset;
const sync = document.getElementById("sync");
const rows = new Map([...form.querySelectorAll(".presence")].map((row) => [row.dataset.id, row]));
const POLL = 10_000;
let sending = false;
let again = false;

const radios = (row) => [...row.querySelectorAll('input[type="radio"]')];
const chosen = (row) => radios(row).find((radio) => radio.checked)?.value ?? "";
const label = (row, value) => row.querySelector(`input[value="${value}"] + span`)?.textContent ?? value;
const version = (row) => row.querySelector('input[type="hidden"]');
const noteOf = (row) => row.querySelector("input.in");

function say(text) {
  if (sync.textContent === text) return;
  sync.textContent = text;
}

function choose(row, value) {
  for (const radio of radios(row)) {
    radio.checked = radio.value === value;
    if (radio.checked && radio.closest("details")) radio.closest("details").open = true;
  }
}

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function tick(row) {
  const presence = chosen(row);
  if (!presence) return;
  const id = row.dataset.id;
  row.querySelector(".clash-here").replaceChildren();
  row.querySelector(".by").textContent = "";
  await keep({
    slot: `${words.who} ${words.here} ${id}`, key: fresh(), who: words.who, here: words.here, id, presence,
    note: noteOf(row).value.trim(), version: version(row).value, at: Math.floor(Date.now() / 1000), clash: false,
  });
}

async function flush() {
  if (sending) { again = true; return; }
  sending = true;
  try {
    do {
      again = false;
      await sendHeld();
    } while (again);
  } finally {
    sending = false;
  }
}

async function sendHeld() {
  const ticks = (await held(words.who, words.here)).filter((one) => !one.clash);
  if (!ticks.length) return;
  let answer;
  try {
    answer = await fetch(words.ticks, {
      method: "POST", credentials: "same-origin", body: JSON.stringify({ ticks }),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
    });
  } catch {
    say(`${words.kept} (${ticks.length})`);
    return;
  }
  if (!answer.ok) {
    say(answer.status === 400 || answer.status === 401 ? words.away : `${words.kept} (${ticks.length})`);
    return;
  }
  const facts = await answer.json();
  for (const one of ticks) {
    const fate = facts.fates[one.key] ?? "gone";
    if (fate === "clash") await keep({ ...one, clash: true });
    else await drop(one);
    if (fate === "gone") remark(rows.get(one.id), words.gone);
  }
  await show(facts);
  say(words.saved);
}

function remark(row, text, ...buttons) {
  const line = document.createElement("p");
  line.className = "small row tight";
  line.append(text, ...buttons);
  row?.querySelector(".clash-here").replaceChildren(line);
}

function pressable(text, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet small";
  button.textContent = text;
  button.addEventListener("click", act);
  return button;
}

/** A colleague chose something else: both are shown, and whoever looks picks. */
function clash(row, line, mine) {
  const text = `${words.clash} ${label(row, line.presence)} (${line.by}).`;
  choose(row, mine.presence);
  remark(row, text, pressable(`${words.mine}: ${label(row, mine.presence)}`, async () => {
    version(row).value = line.version;
    choose(row, mine.presence);
    await tick(row);
    flush();
  }), pressable(`${words.theirs}: ${label(row, line.presence)}`, async () => {
    await drop(mine);
    settle(row, line);
    row.querySelector(".clash-here").replaceChildren();
  }));
  announce(text);
}

function settle(row, line) {
  choose(row, line.presence);
  version(row).value = line.version;
  noteOf(row).value = line.note;
  row.querySelector(".by").textContent = line.by;
}

/** How the list stands, but for what is still on its way from here. */
async function show(facts) {
  const mine = new Map((await held(words.who, words.here)).map((one) => [one.id, one]));
  for (const line of facts.lines) {
    const row = rows.get(String(line.id));
    const own = mine.get(String(line.id));
    if (!row || row.contains(document.activeElement) && document.activeElement.matches(".in")) continue;
    if (line.version < Number(version(row).value)) continue; /* an answer that was overtaken by ours */
    if (!own) settle(row, line);
    else if (own.clash && !row.querySelector(".clash-here button")) clash(row, line, own);
  }
  if (facts.waiting !== document.querySelectorAll("#waiting .points > li").length) await refreshWaiting();
}

async function refreshWaiting() {
  const answer = await fetch(words.here, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("waiting");
  const old = document.getElementById("waiting");
  if (now && old) old.replaceWith(now);
  else if (now) form.before(now);
  else old?.remove();
}

async function look() {
  try {
    const answer = await fetch(words.state, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (answer.ok) await show(await answer.json());
  } catch { /* the next look may have more luck */ }
}

async function poll() {
  if (document.visibilityState === "visible") {
    await flush();
    await look();
  }
  setTimeout(poll, POLL);
}

/* What is chosen. */
form.addEventListener("change", async (event) => {
  const row = event.target.closest(".presence");
  if (!row) return;
  await tick(row);
  flush();
});
form.addEventListener("input", later(async () => {
  const row = document.activeElement?.closest?.(".presence");
  if (row && document.activeElement.matches(".in") && chosen(row)) { await tick(row); flush(); }
}, 1000));
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const open = [...rows.values()].filter((row) => !chosen(row));
  if (event.submitter?.value === "everybody") {
    for (const row of open) { choose(row, "present"); await tick(row); }
  }
  say("");
  await flush();
  if (!(await held(words.who, words.here)).length) say(words.saved);
  announce(sync.textContent);
});

/* Keys: only while the focus is on a choice of the list (WCAG 2.2, 2.1.4). */
form.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches('input[type="radio"]')) return;
  const all = [...rows.values()];
  const here = event.target.closest(".presence");
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    const next = all[all.indexOf(here) + (key === "j" ? 1 : -1)];
    const radio = next && (radios(next).find((one) => one.checked) ?? radios(next)[0]);
    radio?.focus();
    next?.scrollIntoView({ block: "nearest" });
  } else if (/^[1-5]$/.test(key)) {
    const radio = radios(here)[Number(key) - 1];
    choose(here, radio.value);
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  } else return;
  event.preventDefault();
});

/** This page and what it is made of, kept so that it opens without network; nothing else of the site. */
async function keepPage() {
  if (!("serviceWorker" in navigator) || !globalThis.caches) return;
  await navigator.serviceWorker.register(words.worker, { scope: words.here });
  const cache = await caches.open(CACHE);
  const own = performance.getEntriesByType("resource").map((entry) => new URL(entry.name))
    .filter((url) => url.origin === location.origin && url.pathname.includes("/static/"));
  const assets = [...new Set(own.map((url) => url.href.replace(url.hash, "")))];
  await Promise.allSettled(assets.map((url) => cache.add(url)));
  if (!(await cache.match(words.here, { ignoreVary: true }))) {
    const answer = await fetch(words.here, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await cache.put(words.here, answer);
  }
  form.dataset.ready = "offline";
}

async function begin() {
  document.getElementById("keys").hidden = false;
  const kept = new Map((await held(words.who, words.here)).map((one) => [one.id, one]));
  for (const [id, row] of rows) {
    const one = kept.get(id);
    if (one) { choose(row, one.presence); noteOf(row).value = one.note; }
    /* Chosen before this script was there: on a slow phone that takes a while. */
    else if (radios(row).some((radio) => radio.checked && !radio.defaultChecked)) await tick(row);
  }
  window.addEventListener("online", () => { flush().then(look); });
  poll();
  keepPage().catch(() => { /* without it the page only opens with network */ });
}

begin();
