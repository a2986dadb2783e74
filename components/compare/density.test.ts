import { describe, expect, test } from "vitest";
import { axesOf, densityOf, labelRows, quantileOf, sameShapes, shapeOf, shareBelow, type NumericSide } from "./density.ts";

const side = (more: Partial<NumericSide> = {}): NumericSide => ({ kind: "numeric", ref: "m:1", rows: 100, missing: 0, infinite: 0, edges: [10, 20, 40], counts: [10, 40, 40, 10], minimum: 0, maximum: 50, ...more });

describe("a baseline's shape", () => {
  test("areas are shares of all rows: a wide bin is lower than a narrow one of as many rows", () => {
    const { pieces } = shapeOf(side());
    expect(pieces.map(densityOf)).toEqual([0.01, 0.04, 0.02, 0.01]);
    expect(pieces.reduce((sum, piece) => sum + densityOf(piece) * (piece.hi - piece.lo), 0)).toBeCloseTo(1, 12);
  });
  test("missing and infinite rows take from the area", () => {
    const shape = shapeOf(side({ missing: 100 }));
    expect(shape.missingShare).toBe(0.5);
    expect(shareBelow(shape, 50)).toBeCloseTo(0.5, 12);
  });
  test("two baselines of one population on other bins give the same shares at common values", () => {
    const fine = shapeOf(side({ edges: [10, 20, 30, 40], counts: [10, 40, 20, 20, 10] }));
    for (const at of [10, 20, 40, 50]) expect(shareBelow(fine, at)).toBeCloseTo(shareBelow(shapeOf(side()), at), 12);
  });
  test("many rows of one value are a point, not an endless peak", () => {
    const shape = shapeOf(side({ edges: [0, 10], counts: [60, 30, 10], minimum: 0, maximum: 20 }));
    expect(shape.points).toEqual([{ at: 0, share: 0.6 }]);
    expect(shareBelow(shape, 0)).toBe(0.6);
    expect(axesOf([shape]).top).toBeLessThan(1);
  });
  test("no finite row", () => expect(shapeOf(side({ edges: [], counts: [0], minimum: null, maximum: null, missing: 5 }))).toMatchObject({ pieces: [], points: [], missingShare: 1 }));
});

test.each([{ q: 0, value: 0 }, { q: 0.1, value: 10 }, { q: 0.3, value: 15 }, { q: 0.5, value: 20 }, { q: 1, value: 50 }])("the $q quantile is within its bin", ({ q, value }) => expect(quantileOf(shapeOf(side()), q)).toBeCloseTo(value, 9));

describe("shared axes", () => {
  test("cover every version", () => expect(axesOf([shapeOf(side()), shapeOf(side({ edges: [100, 120], counts: [10, 80, 10], minimum: 95, maximum: 125 }))])).toMatchObject({ from: 0, to: 125, sidesAreCut: false }));
  test("a tail of a million is cut and said", () => {
    const axes = axesOf([shapeOf(side({ maximum: 1_000_000 }))]);
    expect(axes).toMatchObject({ sidesAreCut: true });
    expect(axes.to).toBeLessThan(60);
  });
  test("a peak of a few rows is cut and said", () => {
    expect(axesOf([shapeOf(side({ edges: [10, 10.001, 20, 40], counts: [10, 1, 40, 40, 9] }))])).toMatchObject({ topIsCut: true });
  });
  test("of one value alone there is an axis", () => {
    const axes = axesOf([shapeOf(side({ edges: [], counts: [5], minimum: 3, maximum: 3 }))]);
    expect(axes.to).toBeGreaterThan(axes.from);
  });
});

test("labels by their largest share; absent is nought, missing rows have a label", () => {
  const one = { kind: "categorical" as const, ref: "a", rows: 10, missing: 0, labels: ["SEA", "PDX"], counts: [2, 8] };
  const other = { kind: "categorical" as const, ref: "b", rows: 10, missing: 5, labels: ["SEA"], counts: [5] };
  expect(labelRows([one, other])).toEqual({ rows: [{ label: "PDX", shares: [0.8, 0] }, { label: "(missing)", shares: [0, 0.5] }, { label: "SEA", shares: [0.2, 0.5] }], leftOut: 0 });
  expect(labelRows([one, other], 1)).toMatchObject({ leftOut: 2 });
});

test("versions trained on the same data are said to lie on each other", () => {
  expect(sameShapes([shapeOf(side({ ref: "a" })), shapeOf(side({ ref: "b", counts: [9, 41, 40, 10] })), shapeOf(side({ ref: "c" }))])).toEqual([["a", "c"]]);
});
