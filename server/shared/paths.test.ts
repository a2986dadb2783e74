import { expect, test } from "vitest";
import { paths } from "./paths.ts";

test("every URL of the product", () => {
  expect({
    overview: paths.overview(), signIn: paths.signIn(), signInNext: paths.signIn("/models?a=b"), invite: paths.invite("t/1"), models: paths.models(), model: paths.model("a b/c"),
    modelVersion: paths.modelVersion("m", 3), modelMonitoring: paths.modelMonitoring("m", { range: "1h", feature: "x[0]" }), releases: paths.releases({ state: "open" }), release: paths.release(7),
    features: paths.features(), feature: paths.feature("x[0]"), serving: paths.serving(), embeds: paths.embeds(), audit: paths.audit(), settings: paths.settings(), embed: paths.embed("id"),
    embedPicture: paths.embedPicture("id", "a-b"), embedData: paths.embedData("id"), artifactFile: paths.artifactFile("m", 1, "a/b.txt"), api: paths.api("models"), live: paths.live(), trpc: paths.trpc(), auth: paths.auth(),
  }).toMatchInlineSnapshot(`
    {
      "api": "/api/v1/models",
      "artifactFile": "/model-versions/get-artifact?name=m&version=1&path=a%2Fb.txt",
      "audit": "/audit",
      "auth": "/api/auth",
      "embed": "/embed/id",
      "embedData": "/embed/id/data",
      "embedPicture": "/embed/id/a-b.svg",
      "embeds": "/embeds",
      "feature": "/features/x%5B0%5D",
      "features": "/features",
      "invite": "/sign-in/invite/t%2F1",
      "live": "/api/v1/live",
      "model": "/models/a%20b%2Fc",
      "modelMonitoring": "/models/m/monitoring?range=1h&feature=x%5B0%5D",
      "modelVersion": "/models/m/versions/3",
      "models": "/models",
      "overview": "/",
      "release": "/releases/7",
      "releases": "/releases?state=open",
      "serving": "/serving",
      "settings": "/settings",
      "signIn": "/sign-in",
      "signInNext": "/sign-in?next=%2Fmodels%3Fa%3Db",
      "trpc": "/api/trpc",
    }
  `);
});
