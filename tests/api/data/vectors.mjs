// SPDX-License-Identifier: MIT
// Writes values with the clients' own packers: in tests/api/data, node vectors.mjs > binarypack.txt, and
// node vectors.mjs msgpack > msgpack.txt
// One line a value: a name, and the bytes in hexadecimal. The test has the values under the same names.
import { createRequire } from "node:module";

// The packages are those of tests/package.json.
const load = createRequire(new URL("../../node_modules/", import.meta.url));
const pack = process.argv[2] === "msgpack" ? load("@msgpack/msgpack").encode : load("peerjs-js-binarypack").pack;

const values = {
  zero: 0,
  "fixint 127": 127,
  "uint8 128": 128,
  "uint8 255": 255,
  "uint16 256": 256,
  "uint16 65535": 65535,
  "uint32 65536": 65536,
  "uint32 4294967295": 4294967295,
  "int64 4294967296": 4294967296,
  "int64 2^53-1": Number.MAX_SAFE_INTEGER,
  "int64 2^62": 2 ** 62,
  "int64 2^63": 2 ** 63,
  "uint64 2^63+2^62": 2 ** 63 + 2 ** 62,
  "fixint -1": -1,
  "fixint -32": -32,
  "int8 -33": -33,
  "int8 -128": -128,
  "int16 -129": -129,
  "int16 -32768": -32768,
  "int32 -32769": -32769,
  "int32 -2^31": -(2 ** 31),
  "int64 -2^31-1": -(2 ** 31) - 1,
  "int64 -(2^53-1)": Number.MIN_SAFE_INTEGER,
  "double 0.5": 0.5,
  "double -1.25": -1.25,
  "double 3.14": 3.14,
  "double 1e-3": 1e-3,
  "double 123456.789": 123456.789,
  null: null,
  undefined: undefined,
  true: true,
  false: false,
  "empty string": "",
  "string 15": "fifteen letters",
  "string 16": "sixteen letters.",
  "string unicode": "Grüße, 你好 👋",
  "string 300": "x".repeat(300),
  "string 65536": "y".repeat(65536),
  "empty bytes": new Uint8Array([]),
  "bytes 3": new Uint8Array([0, 127, 255]),
  "buffer 2": new Uint8Array([1, 2]).buffer,
  "bytes 16": new Uint8Array(16).fill(7),
  "bytes 65536": new Uint8Array(65536).fill(9),
  "empty array": [],
  "array mixed": [1, "two", null, [true, 4.5]],
  "array 16": Array.from({ length: 16 }, (_, i) => i),
  "array 300": new Array(300).fill(0),
  "empty object": {},
  "object nested": { a: 1, "ключ": { b: [] } },
  "object 16": Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`k${i}`, i])),
  "close order": { __peerData: { type: "close" } },
  "chunk 1 of 2": { __peerData: 1, n: 0, data: new Uint8Array([1, 2, 3]).buffer, total: 2 },
};

for (const [name, value] of Object.entries(values)) {
  const bytes = Buffer.from(await pack(value));
  // Long ones repeat themselves: their beginning and their length say enough.
  const shown = bytes.length > 600 ? `${bytes.subarray(0, 16).toString("hex")} of ${bytes.length}` : bytes.toString("hex");
  console.log(`${name}: ${shown}`);
}
