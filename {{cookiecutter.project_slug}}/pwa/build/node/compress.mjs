// Compresses files by gzip and Brotli, as far as both go. Standard input: [[file, to], ...]; writes
// `to`.gz and `to`.br.

import { readFile, rename, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Bytes that a browser's decompressor looks back on, as a power of two: the format's most. */
const WINDOW = 24;

const brotliOf = promisify(brotliCompress);
const gzipOf = promisify(gzip);

/** A build that is stopped leaves no half of a file. */
async function write(path, bytes) {
  await writeFile(`${path}.partial`, bytes);
  await rename(`${path}.partial`, path);
}

async function compress([file, to]) {
  const data = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: WINDOW,
    [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
  };
  await write(`${to}.gz`, await gzipOf(data, { level: constants.Z_BEST_COMPRESSION }));
  await write(`${to}.br`, await brotliOf(data, { params }));
}

await Promise.all(JSON.parse(readFileSync(0, "utf8")).map(compress)); // zlib has its own threads
