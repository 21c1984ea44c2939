// What Python's sqlite3 is compared to. Answers {way, count} by the milliseconds that `count`
// commits of one small row took, or appends of a page for "raw", each of them flushed.
import sqlite3InitModule from "./sqlite-wasm/index.mjs";

const PAGE = new Uint8Array(4096).fill(1);
const ROW = "x".repeat(100);

async function raw() {
  const root = await navigator.storage.getDirectory();
  const file = await root.getFileHandle("raw", { create: true });
  const handle = await file.createSyncAccessHandle();
  let end = handle.getSize();
  return () => {
    end += handle.write(PAGE, { at: end });
    handle.flush();
  };
}

function sqlite(pool, name, ...pragmas) {
  const database = new pool.OpfsSAHPoolDb(name);
  for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
  database.exec("create table if not exists row (id integer primary key, text text)");
  const insert = database.prepare("insert into row (text) values (?)");
  return () => insert.bind(1, ROW).stepReset();
}

const sqlite3 = await sqlite3InitModule();
const pool = await sqlite3.installOpfsSAHPoolVfs({});
const ways = {
  raw: await raw(),
  rollback: sqlite(pool, "/rollback.db", "synchronous=full"),
  // The pool has no shared memory: WAL needs a database of one's own.
  wal: sqlite(pool, "/wal.db", "locking_mode=exclusive", "journal_mode=wal", "synchronous=full"),
};

self.onmessage = ({ data: { way, count } }) => {
  const begin = performance.now();
  for (let n = 0; n < count; n++) ways[way]();
  self.postMessage(performance.now() - begin);
};
self.postMessage("ready");
