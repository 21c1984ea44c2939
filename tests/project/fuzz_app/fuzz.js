// For test_fuzz.py: asks for everything at once, at random. [seed, seconds] to what came of it.
async ([seed, seconds]) => {
  const random = () => {  // mulberry32
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const text = (most) => Array.from({length: Math.floor(random() * most)},
    () => String.fromCodePoint(pick([Math.floor(random() * 128), Math.floor(random() * 0x250),
      0x1f600, 0xd800, 0x202e, 47, 37]))).join("");
  const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "PROPFIND", "X"];
  const bodies = [() => undefined, () => text(500), () => new Blob([text(50)]),
    () => new Uint8Array(Math.floor(random() * 300_000)), () => new URLSearchParams({a: text(20)}),
    () => { const form = new FormData(); form.append("f", new Blob([text(9)]), "f"); return form; }];
  const path = () => "/sub/" + encodeURI(text(12).toWellFormed()).replace(/^\/+/, "") +
    pick(["", "", "?" + encodeURI(text(9).toWellFormed()), "#x"]);
  const done = {}, late = [], wrong = [];
  const note = (name) => { done[name] = (done[name] ?? 0) + 1; };

  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const inTime = async (what, work) => {
    const over = await Promise.race([work.then(() => true), wait(30_000)]);
    if (!over) late.push(what);
  };

  const frame = document.body.appendChild(Object.assign(document.createElement("iframe"),
    {src: "/sub/plain"}));  // no page script guards it
  await new Promise((resolve) => { frame.onload = resolve; });
  const { controller } = frame.contentWindow.navigator.serviceWorker;

  const request = async () => {
    const method = pick(METHODS), controller = new AbortController(), url = path();
    const init = {method, signal: controller.signal, headers: {}, redirect: pick(["follow", "manual"])};
    if (!/^(get|head)$/i.test(method)) init.body = pick(bodies)();
    if (random() < 0.3) init.headers["x-" + Math.floor(random() * 9)] = text(9).replace(/[^\x20-\x7e]/g, "");
    // What is without end must be left at some time.
    setTimeout(() => controller.abort(), random() < 0.5 ? random() * 200 : 4000 + random() * 2000);
    try {
      const answer = await fetch(url, init);
      note(answer.status);
      if (random() < 0.2) return await answer.body?.cancel();
      const { length } = await answer.text();
      if (answer.status === 200 && method === "HEAD" && length) wrong.push([method, url, length]);
    } catch (error) {
      note(error.name);
    }
  };
  const socket = () => new Promise((resolve) => {
    const socket = new WebSocket(path().split("#")[0]);
    socket.onopen = () => { socket.send(text(50)); socket.send(new Uint8Array(random() * 5000)); };
    socket.onclose = ({code}) => { note("closed " + code); resolve(); };
    setTimeout(() => socket.close(pick([1000, 4000, undefined])), random() * 1500);
  });
  const message = async () => {
    const types = ["hello", "request", "pull", "cancel", "offer", "stop-worker", "skip-waiting",
      "websocket", "cookie", "ping", text(5), 7, null];
    const of = {type: pick(types), id: pick([1, -1, "x"]), lock: text(5), version: text(5),
      url: pick([path(), "no address"]), page: text(5), protocols: pick([[], ["a"], 4, null])};
    controller.postMessage(pick([of, of, of, null, text(9), [of]]), [new MessageChannel().port2]);
  };
  const cookie = async () => { document.cookie = `${text(5)}=${text(9)}; path=/sub; max-age=${pick([0, 9])}`; };

  const end = performance.now() + seconds * 1000;
  const kinds = [request, request, request, request, socket, message, cookie];
  await Promise.all(Array.from({length: 20}, async () => {
    while (performance.now() < end) {
      const kind = pick(kinds);
      await inTime(kind.name, kind());
      if (random() < 0.1) await wait(random() * 50);
    }
  }));
  frame.remove();
  return [done, late, wrong];
}
