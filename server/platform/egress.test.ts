import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { allowList, isPublicAddress } from "./egress-addresses.ts";
import { openEgress, EgressRefused, type EgressRequest, type Refusal } from "./egress.ts";
import { openSealer } from "./seal.ts";

const publicOnes = ["8.8.8.8", "1.1.1.1", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"];
const others = [
  "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
  "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "2001::1", "3fff::1", "5f00::1",
  "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a9fe:a9fe::", "not an address",
];
test.each(publicOnes)("%s is public", (address) => { expect(isPublicAddress(address)).toBe(true); });
test.each(others)("%s is not public", (address) => { expect(isPublicAddress(address)).toBe(false); });

test.each([
  ["localhost", "http://localhost:9000/", true], ["localhost", "http://localhost.evil.com/", false], ["localhost:9000", "http://localhost:9000/", true], ["localhost:9000", "http://localhost:9001/", false],
  ["hooks.corp", "https://hooks.corp./x", true], ["*.corp", "https://a.b.corp/", true], ["*.corp", "https://corp/", false], ["*.corp", "https://evilcorp/", false], ["HOOKS.corp:443", "https://hooks.corp/", true], ["*", "http://10.0.0.1/", true],
])("%s on the list and %s: %s", (entry, url, allowed) => { expect(allowList([entry]).host(new URL(url))).toBe(allowed); });
test.each([["10.0.0.0/8", "10.9.9.9", true], ["10.0.0.0/8", "11.0.0.1", false], ["127.0.0.1", "127.0.0.1", true], ["127.0.0.1", "127.0.0.2", false], ["127.0.0.0/8", "::ffff:127.0.0.1", true], ["[::1]", "::1", true], ["fd00::/8", "fd12::1", true], ["fd00::/8", "10.0.0.1", false]])(
  "%s on the list and the address %s: %s", (entry, address, allowed) => { expect(allowList([entry]).address(address)).toBe(allowed); });

const names: Record<string, string[]> = { "public.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"], "mixed.example": ["93.184.216.34", "169.254.169.254"], "six.example": ["2606:4700::1", "::1"] };
const resolve = async (host: string) => {
  const found = names[host];
  if (found === undefined) throw new Error(`getaddrinfo ENOTFOUND ${host}`);
  return found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
};
const refusals: [string, Refusal["why"], string[]?][] = [
  ["nonsense", "not_a_url"], ["ftp://public.example/", "scheme"], ["file:///etc/passwd", "scheme"], ["http://public.example/", "scheme"], ["https://user:secret@public.example/", "credentials"], ["https://nowhere.example/", "unresolved"],
  ["https://inside.example/", "address"], ["https://mixed.example/", "address"], ["https://six.example/", "address"], ["https://127.0.0.1/", "address"], ["https://2130706433/", "address"], ["https://0x7f.1/", "address"],
  ["https://0177.0.0.1/", "address"], ["https://127.1/", "address"], ["https://[::1]/", "address"], ["https://[::ffff:10.0.0.1]/", "address"], ["https://[64:ff9b::7f00:1]/", "address"], ["https://169.254.169.254/latest/meta-data", "address"], ["https://①②⑦.0.0.1/", "address"],
  ["http://inside.example/", "scheme", ["192.168.0.0/16"]], ["https://mixed.example/", "address", ["10.0.0.0/8"]], ["http://mixed.example/", "scheme", ["169.254.0.0/16"]],
];
test.each(refusals)("%s is refused: %s", async (url, why, allow = []) => {
  await expect(openEgress({ allow, resolve }).check(url)).rejects.toMatchObject({ refusal: { why } });
});
test.each([["https://public.example/a?b=c", []], ["http://inside.example/", ["inside.example"]], ["http://inside.example/", ["10.0.0.0/8"]], ["https://mixed.example/", ["169.254.169.254"]], ["http://mixed.example/", ["*"]]])(
  "%s is allowed with %j", async (url, allow) => { expect((await openEgress({ allow, resolve }).check(url)).addresses.length).toBeGreaterThan(0); });

const servers: Server[] = [];
afterAll(() => { for (const server of servers) { server.closeAllConnections(); server.close(); } });
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
const post = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({ method: "POST", url, headers: {}, body: "{}", timeoutMs: 5000, maxBodyBytes: 1000, redirects: 3, ...more });

describe("a call", () => {
  test("goes to the addresses that were checked, whatever the name says later", async () => {
    const port = await serve((request, response) => response.end(request.headers.host));
    let asked = 0;
    const egress = openEgress({ allow: ["127.0.0.1"], resolve: async () => { asked++; return [{ address: asked === 1 ? "127.0.0.1" : "10.255.255.1", family: 4 }]; } });
    expect(await egress.send(post(`http://rebinding.example:${port}/`))).toMatchObject({ status: 200, body: `rebinding.example:${port}` });
    expect(asked).toBe(1);
  });

  test("follows 307 and 308 with method and body through the same check, and no other redirect", async () => {
    const port = await serve((request, response) => {
      const to: Record<string, [number, string]> = { "/kept": [307, "/end"], "/moved": [302, "/end"], "/inside": [308, "http://[::1]:1/"], "/file": [307, "file:///etc/passwd"], "/loop": [307, "/loop"] };
      const hop = to[request.url ?? ""];
      if (hop !== undefined) return response.writeHead(hop[0], { location: hop[1] }).end();
      request.pipe(response.writeHead(200, { "x-method": request.method }));
    });
    const egress = openEgress({ allow: ["127.0.0.1"] });
    expect(await egress.send(post(`http://127.0.0.1:${port}/kept`, { body: "kept" }))).toMatchObject({ status: 200, body: "kept", headers: { "x-method": "POST" } });
    expect((await egress.send(post(`http://127.0.0.1:${port}/moved`))).status).toBe(302);
    expect((await egress.send(post(`http://127.0.0.1:${port}/loop`))).status).toBe(307);
    await expect(egress.send(post(`http://127.0.0.1:${port}/inside`))).rejects.toBeInstanceOf(EgressRefused);
    await expect(egress.send(post(`http://127.0.0.1:${port}/file`))).rejects.toMatchObject({ refusal: { why: "scheme" } });
  });

  test("keeps the head of a long answer, ends in time, and says what failed", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/long") response.end(`a\0${"x".repeat(5000)}`);
      else if (request.url === "/drip") response.write("begun");
    });
    const egress = openEgress({ allow: ["127.0.0.1"] });
    const long = await egress.send(post(`http://127.0.0.1:${port}/long`));
    expect([long.body.length, long.body.slice(0, 3)]).toEqual([1000, "a\uFFFDx"]);
    expect(await egress.send(post(`http://127.0.0.1:${port}/drip`, { timeoutMs: 300 }))).toMatchObject({ status: 200, body: "begun" });
    await expect(egress.send(post(`http://127.0.0.1:${port}/silent`, { timeoutMs: 200 }))).rejects.toThrow("No answer in time.");
    await expect(egress.send(post("http://127.0.0.1:1/"))).rejects.toThrow("ECONNREFUSED");
    await expect(openEgress({ allow: ["slow.example"], resolve: () => new Promise(() => undefined) }).send(post("http://slow.example/", { timeoutMs: 100 }))).rejects.toThrow("No answer in time.");
  });
});

test("a sealed text opens for what it belongs to, with the same secret, unchanged", () => {
  const sealer = openSealer("a-secret-of-the-tests-32-bytes-long", "webhook");
  const sealed = sealer.seal("geheim ü", "one");
  expect(sealed).not.toContain("geheim");
  expect(sealer.seal("geheim ü", "one")).not.toBe(sealed);
  expect(sealer.open(sealed, "one")).toBe("geheim ü");
  expect(() => sealer.open(sealed, "two")).toThrow();
  expect(() => openSealer("another-secret-of-32-bytes-or-more!!", "webhook").open(sealed, "one")).toThrow();
  expect(() => openSealer("a-secret-of-the-tests-32-bytes-long", "other").open(sealed, "one")).toThrow();
  expect(() => openSealer(undefined, "webhook")).toThrow("SIGNALBOX_SECRET");
});
