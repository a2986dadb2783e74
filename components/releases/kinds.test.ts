import { describe, expect, test } from "vitest";
import { releaseStates, releaseTitle, type ReleaseListItem } from "#server/domains/releases/contract.ts";
import { approveWords, outcome, standing, stateWord, takesAway } from "./words.ts";

const person = { id: "a", name: "Ann" };
const promotion: ReleaseListItem = {
  id: "1", kind: "promotion", state: "live", model: "m", version: "3", environment: "production", alias: null, removes: false, fromVersion: "2", comment: null, evidenceDigest: "0", url: "u",
  requestedBy: person, requestedAt: "2026-03-02T10:00:00.000Z", decidedBy: { id: "b", name: "Bo" }, decidedAt: null, decisionComment: null, liveAt: null, endedAt: null,
};
const retirement: ReleaseListItem = { ...promotion, kind: "retirement" };
const setting: ReleaseListItem = { ...promotion, kind: "alias", environment: null, alias: "gold" };
const removal: ReleaseListItem = { ...setting, removes: true };

describe("each kind in words", () => {
  test.each<{ name: string; release: ReleaseListItem; title: string; lever: string; after: string; word: string; takes: boolean }>([
    { name: "a promotion", release: promotion, title: "m v3 → production", lever: "Approve: v3 takes 100% of production now", after: "v3 serves production.", word: "Live", takes: false },
    { name: "a rollback", release: { ...promotion, kind: "rollback" }, title: "m v3 → production", lever: "Approve: v3 takes 100% of production now", after: "v3 serves production again.", word: "Live", takes: false },
    { name: "a retirement", release: retirement, title: "Take m v3 out of production", lever: "Approve: v3 leaves production now", after: "production serves no version of m.", word: "Done", takes: true },
    { name: "an alias set", release: setting, title: "Set gold of m to v3", lever: "Approve: gold points to v3 now", after: "gold points to v3.", word: "Done", takes: false },
    { name: "an alias taken away", release: removal, title: "Remove gold from m v3", lever: "Approve: gold is taken away now", after: "m has no alias gold.", word: "Done", takes: true },
  ])("$name", ({ release, title, lever, after, word, takes }) => {
    expect([releaseTitle(release), approveWords(release), outcome(release), stateWord(release), takesAway(release)]).toEqual([title, lever, after, word, takes]);
    expect(standing(release)).toContain(after);
  });

  test.each(releaseStates.map((state) => ({ state })))("a sentence for $state says nothing of a route where an alias moves", ({ state }) => {
    expect(standing({ ...setting, state })).not.toMatch(/route|null/);
    expect(standing({ ...retirement, state })).not.toMatch(/null/);
  });
});
