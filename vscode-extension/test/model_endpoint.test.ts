import assert from "node:assert/strict";
import { test } from "node:test";
import { endpointOf } from "../src/model_endpoint";

test("an endpoint has one spelling", () => {
  for (const text of ["https://API.example.com/v1", " https://api.example.com:443/v1/ ", "https://api.example.com/v1//?a=b#c"]) {
    assert.equal(endpointOf(text), "https://api.example.com/v1");
  }
});

test("others are other endpoints", () => {
  const texts = ["http://api.example.com/v1", "https://api.example.com:8443/v1", "https://api.example.com/v2"];
  assert.equal(new Set(texts.map(endpointOf)).size, 3);
  assert.ok(!texts.map(endpointOf).includes("https://api.example.com/v1"));
});

test("what is no address of a server is none", () => {
  assert.deepEqual(["", "api.example.com", "file:///etc/passwd", "https://"].map(endpointOf), Array(4).fill(undefined));
});
