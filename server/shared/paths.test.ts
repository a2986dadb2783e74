import { expect, test } from "vitest";
import { paths } from "./paths.ts";

test("every URL of the product", () => {
  expect({
    overview: paths.overview(), signIn: paths.signIn(), signInNext: paths.signIn("/models?a=b"), invite: paths.invite("t/1"), models: paths.models(), model: paths.model("a b/c"),
    modelVersion: paths.modelVersion("m", 3), versionArtifact: paths.versionTab({ model: "a b", version: 3 }, "artifacts", { path: "data/x y" }), modelMonitoring: paths.modelMonitoring("m", { range: "1h", feature: "x[0]" }), releases: paths.releases({ state: "open" }), release: paths.release(7),
    features: paths.features(), feature: paths.feature("x[0]"), serving: paths.serving(), servingAt: paths.servingAt({ environment: "staging", time: "2026-03-02T10:00:00.000Z" }), servedFile: paths.servedFile("staging", { model: "a/b" }), experiments: paths.experiments(), experiment: paths.experiment(7), run: paths.run("7", "a1"), runArtifactFile: paths.runArtifactFile("a1", "a/b.txt"), embeds: paths.embeds(), audit: paths.audit(), settings: paths.settings(), trash: paths.trash(), storage: paths.storage({ sort: "name" }), webhooks: paths.webhooks(), webhook: paths.webhook("a/b"), embed: paths.embed("id"),
    modelLineage: paths.modelLineage("a/b", { focus: "release:7" }), lineage: paths.lineage({ focus: "feature:x[0]" }), compare: paths.compare(["a b%:1", "c:2"], { only: "differences" }),
    embedPicture: paths.embedPicture("id", "a-b"), embedData: paths.embedData("id"), artifactFile: paths.artifactFile("m", 1, "a/b.txt"), api: paths.api("models"), live: paths.live(), trpc: paths.trpc(), auth: paths.auth(),
  }).toMatchInlineSnapshot(`
    {
      "api": "/api/v1/models",
      "artifactFile": "/model-versions/get-artifact?name=m&version=1&path=a%2Fb.txt",
      "audit": "/audit",
      "auth": "/api/auth",
      "compare": "/compare?v=a%20b%25:1&v=c:2&only=differences",
      "embed": "/embed/id",
      "embedData": "/embed/id/data",
      "embedPicture": "/embed/id/a-b.svg",
      "embeds": "/embeds",
      "experiment": "/experiments/7",
      "experiments": "/experiments",
      "feature": "/features/x%5B0%5D",
      "features": "/features",
      "invite": "/sign-in/invite/t%2F1",
      "lineage": "/lineage?focus=feature%3Ax%5B0%5D",
      "live": "/api/v1/live",
      "model": "/models/a%20b%2Fc",
      "modelLineage": "/models/a%2Fb/lineage?focus=release%3A7",
      "modelMonitoring": "/models/m/monitoring?range=1h&feature=x%5B0%5D",
      "modelVersion": "/models/m/versions/3",
      "models": "/models",
      "overview": "/",
      "release": "/releases/7",
      "releases": "/releases?state=open",
      "run": "/experiments/7/runs/a1",
      "runArtifactFile": "/get-artifact?run_id=a1&path=a%2Fb.txt",
      "servedFile": "/api/v1/environments/staging/at?format=csv&model=a%2Fb",
      "serving": "/serving",
      "servingAt": "/serving/at?environment=staging&time=2026-03-02T10%3A00%3A00.000Z",
      "settings": "/settings",
      "signIn": "/sign-in",
      "signInNext": "/sign-in?next=%2Fmodels%3Fa%3Db",
      "storage": "/settings/storage?sort=name",
      "trash": "/settings/trash",
      "trpc": "/api/trpc",
      "versionArtifact": "/models/a%20b/versions/3/artifacts?path=data%2Fx+y",
      "webhook": "/settings/webhooks/a%2Fb",
      "webhooks": "/settings/webhooks",
    }
  `);
});
