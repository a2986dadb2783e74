import { randomFillSync } from "node:crypto";
import { expect, test } from "vitest";
import { openByteSealer } from "./seal-bytes.ts";

const [first, second, other] = ["a first secret of thirty-two bytes", "a second secret of thirty-two byte", "another house's secret, as long as"];
const sealer = (...secrets: string[]) => openByteSealer({ secrets, purpose: "test", random: (bytes) => { randomFillSync(bytes); } });
const body = Buffer.from("late by forty minutes");

test("opens what it sealed, never twice the same text, and nothing can be read from it", () => {
  const one = sealer(first);
  const texts = new Set(Array.from({ length: 2000 }, () => one.seal(body)));
  expect(texts.size).toBe(2000);
  for (const text of texts) {
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(text.length).toBe(Math.ceil(((body.length + 40) * 4) / 3));
    expect(Buffer.from(text, "base64url").includes(body)).toBe(false);
    expect(sealer(first).open(text)?.equals(body)).toBe(true);
  }
});

test("a replaced secret still opens; another house's, another purpose's and a changed text do not", () => {
  const text = sealer(first).seal(body);
  expect(sealer(second, first).open(text)?.equals(body)).toBe(true);
  expect(sealer(first).open(sealer(second, first).seal(body))).toBeNull();
  expect(sealer(other).open(text)).toBeNull();
  expect(openByteSealer({ secrets: [first], purpose: "else", random: (bytes) => { randomFillSync(bytes); } }).open(text)).toBeNull();
  const bytes = Buffer.from(text, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(sealer(first).open(changed.toString("base64url")), `byte ${at}`).toBeNull();
  }
  for (let length = 0; length < text.length; length++) expect(sealer(first).open(text.slice(0, length))).toBeNull();
  for (const none of [`${text}A`, `${text}=`, ` ${text}`, "", "ü".repeat(90)]) expect(sealer(first).open(none)).toBeNull();
});

test("without a secret nothing is sealed", () => {
  expect(() => sealer()).toThrow(/SIGNALBOX_SECRET/);
});
