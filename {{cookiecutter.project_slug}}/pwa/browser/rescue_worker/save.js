// Writes a backup (backup.js has its layout), piece by piece.

import { sha256 } from "@noble/hashes/sha2.js";
import { makeZip } from "client-zip";

import { FILES, FORMAT, hexadecimal, MANIFEST } from "./backup.js";
import { APP_FILES } from "./stored.js";

/**
 * @typedef {import("./stored.js").Stored} Stored
 * @typedef {import("./backup.js").Manifest} Manifest
 */

/** @param {Stored} stored @returns {number} bytes */
export const sizeOf = ({ files }) => files.reduce((sum, { content }) => sum + content.size, 0);

/**
 * @param {Stored} stored
 * @param {(bytes: number) => void} advance called for each piece that was read
 * @returns {{stream: ReadableStream<Uint8Array>, manifest: Manifest}} the archive; the manifest is
 *   complete at the stream's end
 */
export function zipOf(stored, advance) {
  /** @type {Manifest & {made_by: string, unreadable: string[]}} */
  const manifest = {
    format: FORMAT,
    app: BUILD.name,
    made_at: new Date().toISOString(),
    made_by: `rescue page, build ${BUILD.version}`,
    files: {},
    folders: stored.folders,
    unreadable: [],
  };
  return { stream: makeZip(entries(stored, manifest, advance)), manifest };
}

/**
 * @param {Stored} stored
 * @param {Manifest & {unreadable: string[]}} manifest gets its files here
 * @param {(bytes: number) => void} advance
 */
async function* entries({ files, damage }, manifest, advance) {
  for (const { path, content, modified } of files) {
    const raw = APP_FILES.includes(path) || (damage && path.startsWith("damaged/"));
    const name = raw ? path : FILES + path;
    const digest = sha256.create();
    let size = 0;
    const input = pieces(content, (piece) => {
      digest.update(piece);
      size += piece.length;
      advance(piece.length);
    });
    yield { name, lastModified: new Date(modified), input };
    if (size < content.size || name.startsWith("damaged/")) manifest.unreadable.push(name);
    else manifest.files[name] = { size, sha256: hexadecimal(digest.digest()), modified };
  }
  yield { name: MANIFEST, lastModified: new Date(), input: JSON.stringify(manifest, null, 1) };
}

/**
 * What can be read of a file: one that cannot be read to its end must not keep the others back.
 * @param {Blob} content
 * @param {(piece: Uint8Array<ArrayBuffer>) => void} note
 */
async function* pieces(content, note) {
  const reader = content.stream().getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      note(step.value);
      yield step.value;
    }
  } catch (error) {
    console.warn(error);
  }
}
