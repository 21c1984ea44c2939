// Runs in the shell's page, as `load(kind)`: saves records through the app's page, one after the
// other, and tells the test by `note(event)` what was answered. A record that was not acknowledged
// is sent again, as a person would, until it is.
//
// A record's title says its revision and how often its note repeats one piece of text, so that
// half of a transaction can be told from a whole one.

const frame = document.getElementById("app");
const scope = new URL("./", document.baseURI).href;
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const some = (most) => 1 + Math.floor(Math.random() * most);

function content(id, revision) {
  const pieces = some(60);
  return { title: `${revision} ${pieces}`, note: `${id} ${revision};`.repeat(pieces) };
}

async function send(method, path, body) {
  try {
    const response = await frame.contentWindow.fetch(scope + path, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const worker = response.headers.get("x-worker");
    return { status: response.status, worker, text: await response.text() };
  } catch (error) {
    return { status: 0, worker: null, text: String(error) };
  }
}

/** Save and replace records by the API. */
async function writeByApi() {
  for (;;) {
    const id = crypto.randomUUID();
    for (let revision = 1; revision <= some(3); revision++) {
      const what = {
        ...content(id, revision),
        category: "water",
        observed_at: "2026-01-01T00:00:00Z",
      };
      for (;;) {
        const answer =
          revision === 1
            ? await send("POST", "api/records", { id, ...what })
            : await send("PUT", `api/records/${id}?version=${revision - 1}`, what);
        const saved = answer.status === 200 || answer.status === 201;
        note({ id, revision, by: "api", saved, ...answer, text: saved ? "" : answer.text });
        if (saved) break;
        await pause(50);
      }
    }
  }
}

/** @returns the frame's next document, after `act` has begun to open it */
async function next(act) {
  const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
  act();
  await loaded;
  return frame.contentDocument;
}

/** Save records by the page's form. */
async function writeByForm() {
  for (;;) {
    const page = await next(() => frame.contentWindow.location.replace(`${scope}records/new`));
    const form = page.querySelector("form.record-form");
    if (!form) {
      note({ by: "form", saved: false, status: 0, worker: null, text: page.body.innerText });
      await pause(50);
      continue;
    }
    const id = form.elements.id.value;
    const what = content(id, 1);
    form.elements.title.value = what.title;
    form.elements.note.value = what.note;
    form.elements.category.value = "soil";
    const answer = await next(() => form.requestSubmit());
    const saved = answer.querySelector("[role=status]")?.textContent.includes("Saved") ?? false;
    const text = saved ? "" : answer.body.innerText;
    note({ id, revision: 1, by: "form", saved, status: 0, worker: null, text });
  }
}

window.load = (kind) => void (kind === "form" ? writeByForm() : writeByApi());
