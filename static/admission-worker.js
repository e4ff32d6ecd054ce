/* Looks for the counter whose key begins as the challenge asks: PBKDF2 over nonce and counter. */
"use strict";

const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const toHex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");

self.onmessage = async ({ data: { algorithm, nonce, salt, cost, keyLength, keyPrefix } }) => {
  const began = performance.now();
  const start = fromHex(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const counterAt = new DataView(password.buffer, start.length);
  const derivation = {
    name: "PBKDF2", hash: algorithm.split("/")[1], salt: fromHex(salt), iterations: cost,
  };
  for (let counter = 0; ; counter += 1) {
    counterAt.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const bits = await crypto.subtle.deriveBits(derivation, key, keyLength * 8);
    const derivedKey = toHex(new Uint8Array(bits));
    if (derivedKey.startsWith(keyPrefix)) {
      self.postMessage({ counter, derivedKey, time: Math.round(performance.now() - began) });
      return;
    }
  }
};
