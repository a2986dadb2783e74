import { expect, test } from "vitest";
import { ShapeNames } from "./db-shapes.ts";

test("a text is prepared from its third time on, under one name", () => {
  const shapes = new ShapeNames();
  expect(Array.from({ length: 4 }, () => shapes.nameOf("SELECT 1"))).toEqual([undefined, undefined, "shape.0", "shape.0"]);
  expect(Array.from({ length: 3 }, () => shapes.nameOf("SELECT 2")).at(-1)).toBe("shape.1");
});

test("two hundred texts are prepared and no more; those go on", () => {
  const shapes = new ShapeNames();
  for (let text = 0; text < 5000; text += 1) for (let time = 0; time < 3; time += 1) shapes.nameOf(`SELECT ${text}`);
  expect(shapes.nameOf("SELECT 4999")).toBeUndefined();
  expect(shapes.nameOf("SELECT 199")).toBe("shape.199");
});

test("texts that never come back are forgotten, not kept", () => {
  const shapes = new ShapeNames();
  shapes.nameOf("SELECT 0");
  shapes.nameOf("SELECT 0");
  for (let text = 1; text <= 1000; text += 1) shapes.nameOf(`SELECT ${text}`);
  expect(shapes.nameOf("SELECT 0")).toBeUndefined();
});
