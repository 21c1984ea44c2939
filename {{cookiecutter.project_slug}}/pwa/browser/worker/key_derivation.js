// What `hashlib` takes from OpenSSL elsewhere (pwa/bridge/key_derivation.py). Python looks it up at
// each call, under this name of the global scope: a memory snapshot can hold nothing of JavaScript's.

import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";

const MAXIMUM = 2 ** 32; // bytes; Python has checked its own limit by then

Object.assign(globalThis, {
  keyDerivation: {
    /**
     * @param {Uint8Array} password
     * @param {Uint8Array} salt
     * @param {number} N
     * @param {number} r
     * @param {number} p
     * @param {number} dkLen bytes
     */
    scrypt(password, salt, N, r, p, dkLen) {
      return scrypt(password, salt, { N, r, p, dkLen, maxmem: MAXIMUM });
    },
    /**
     * With HMAC-SHA-256.
     * @param {Uint8Array} password
     * @param {Uint8Array} salt
     * @param {number} c rounds
     * @param {number} dkLen bytes
     */
    pbkdf2(password, salt, c, dkLen) {
      return pbkdf2(sha256, password, salt, { c, dkLen });
    },
  },
});
