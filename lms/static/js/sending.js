/* Send a file in parts, by the rules of tus 1.0 (creation): after a break, in this tab or on another day, it goes on
   where it was. The server knows the same file again by its name, size and when it was last changed. */

import { csrfToken } from "./leerspoor.js";

const PART = 4 * 1024 * 1024;
const LONGEST = 20_000;

/** One request; answers { status, offset, location, title }, with status 0 where the network failed. */
function ask(method, url, { headers = {}, body = null, progress = null } = {}) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    const all = { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken(), Accept: "application/json", ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    if (progress) request.upload.addEventListener("progress", (event) => progress(event.loaded));
    request.addEventListener("load", () => {
      let title = "";
      try { title = JSON.parse(request.responseText).title ?? ""; } catch { title = ""; }
      const offset = Number(request.getResponseHeader("Upload-Offset") ?? -1);
      done({ status: request.status, offset, location: request.getResponseHeader("Location"), title });
    });
    for (const broken of ["error", "abort", "timeout"]) {
      request.addEventListener(broken, () => done({ status: 0, offset: -1, location: null, title: "" }));
    }
    request.send(body);
  });
}

/** Wait, longer after each try that failed, or until the network is back. */
function pause(tries) {
  return new Promise((done) => {
    const timer = setTimeout(done, Math.min(LONGEST, 500 * 2 ** tries));
    window.addEventListener("online", () => { clearTimeout(timer); done(); }, { once: true });
  });
}

const passing = (status) => status === 0 || status === 409 || status === 429 || status >= 500;

function encoded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Resolves to "" once the file is there, else to a sentence that says why not ("?": the person has to sign in). */
export async function sendFile(file, url, { progress, waits }) {
  const percent = (bytes) => progress(Math.min(100, Math.floor((100 * bytes) / file.size)));
  const headers = {
    "Upload-Length": String(file.size),
    "Upload-Metadata": `filename ${encoded(file.name)},fingerprint ${encoded(String(file.lastModified))}`,
  };
  let place = null;
  let offset = 0;
  for (let tries = 0; ; ) {
    let answer;
    if (place === null) {
      answer = await ask("POST", url, { headers });
      if (answer.status === 201) place = answer.location;
    } else if (offset < 0) {
      answer = await ask("HEAD", place);
    } else {
      const body = file.slice(offset, offset + PART);
      answer = await ask("PATCH", place, {
        headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
        body,
        progress: (sent) => percent(offset + sent),
      });
      if (answer.status === 204 && answer.offset >= file.size) { progress(100); return ""; }
    }
    if (answer.status >= 200 && answer.status < 300) {
      tries = 0;
      offset = answer.offset;
      percent(offset);
    } else if (passing(answer.status)) {
      waits();
      await pause(tries);
      tries += 1;
      if (place !== null) offset = -1;
    } else {
      return answer.status === 404 ? answer.title || "?" : answer.title || "?";
    }
  }
}
