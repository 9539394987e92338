/* A spoken comment: record, hear it, keep or leave it out. Without a microphone or this script the part stays
   hidden and everything else works. */

import { announce, send } from "./leerspoor.js";

const part = document.getElementById("voice");
const words = part.dataset;
const record = document.getElementById("voice-record");
const told = document.getElementById("voice-told");
let recorder = null;
let timer = 0;

function tell(text) {
  told.textContent = text;
  announce(text);
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

async function keep(blob) {
  tell(words.saving);
  const body = new FormData();
  body.set("sound", blob, "opname");
  try {
    const answer = await send(words.save, { body });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("voice-kept").replaceWith(page.getElementById("voice-kept"));
      listen();
      tell(words.saved);
    } else {
      const problem = await answer.json().catch(() => ({}));
      tell(problem.title ?? words.failed);
    }
  } catch {
    tell(words.failed);
  }
}

async function start() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    tell(words.refused);
    return;
  }
  const pieces = [];
  const begun = Date.now();
  recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
    record.setAttribute("aria-pressed", "false");
    record.querySelector("span").textContent = words.record;
    keep(new Blob(pieces, { type: recorder.mimeType }));
    recorder = null;
  });
  recorder.start();
  record.setAttribute("aria-pressed", "true");
  record.querySelector("span").textContent = words.stop;
  announce(words.recording);
  timer = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000);
    told.textContent = `${words.recording} ${clock(seconds)}`;
    if (seconds >= Number(words.seconds)) recorder?.stop();
  }, 500);
}

record.addEventListener("click", () => { if (recorder) recorder.stop(); else start(); });

/* Taking it out needs no whole page either: what stands in the rubric stays. */
function listen() {
  document.getElementById("voice-silent")?.addEventListener("click", async (event) => {
    event.preventDefault();
    const body = new FormData();
    body.set("do", "silent");
    const answer = await send(words.save, { body }).catch(() => null);
    if (!answer?.ok) { tell(words.failed); return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("voice-kept").replaceWith(page.getElementById("voice-kept"));
    tell(words.silent);
    record.focus();
  });
}

if (window.MediaRecorder && navigator.mediaDevices) part.hidden = false;
listen();
