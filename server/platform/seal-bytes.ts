import { createCipheriv, createDecipheriv, createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

export type ByteSealer = {
  seal(body: Buffer): string;
  /** The body; null when it was sealed by a secret that is not known here, was changed, or is none. */
  open(text: string): Buffer | null;
};
export type SealerOptions = {
  /** The first seals, all of them open: a secret that was replaced still opens what it sealed. */
  secrets: readonly string[];
  /** Names the keys: what is sealed for one purpose opens for no other. */
  purpose: string;
  /** Fills the bytes with random ones. */
  random: (bytes: Buffer) => void;
};

const idBytes = 4;
const saltBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = idBytes + saltBytes + nonceBytes;
/** Random nonces of one key: 2^20 of 96 bits meet with a chance of 2^-57 (NIST SP 800-38D allows 2^32 at 2^-32). */
const sealsPerKey = 2 ** 20;
const noncesAtOnce = 512;
const keysKept = 1000;

type Master = { id: Buffer; secret: Buffer };

function masterOf(secret: string, purpose: string): Master {
  const key = Buffer.from(hkdfSync("sha256", secret, "", `signalbox ${purpose}`, 32));
  return { secret: key, id: createHash("sha256").update(key).update("id").digest().subarray(0, idBytes) };
}

/**
 * Seals what a caller carries and hands back: AES-256-GCM with keys by HKDF-SHA256 from the secret and a random salt, in
 * URL-safe text. It holds key id, salt, nonce, body and tag: 40 bytes more than the body.
 * @throws Error when there is no secret
 */
export function openByteSealer({ secrets, purpose, random }: SealerOptions): ByteSealer {
  const masters = secrets.map((secret) => masterOf(secret, purpose));
  const [own] = masters;
  if (!own) throw new Error("SIGNALBOX_SECRET is not set: nothing can be sealed");
  // As a KeyObject: Node takes fourteen microseconds to make one of a Buffer, a seal with one at hand less than four.
  const derive = (master: Master, salt: Buffer) => createSecretKey(Buffer.from(hkdfSync("sha256", master.secret, salt, "key", 32)));
  const keys = new Map<string, KeyObject>();
  let head = Buffer.alloc(0);
  let key: KeyObject | null = null;
  let left = 0;
  const nonces = Buffer.alloc(noncesAtOnce * nonceBytes);
  let used = noncesAtOnce;

  function renew(): void {
    const salt = Buffer.alloc(saltBytes);
    random(salt);
    head = Buffer.concat([own?.id ?? salt, salt]);
    key = derive(own as Master, salt);
    left = sealsPerKey;
  }
  function keyOf(id: Buffer, salt: Buffer): KeyObject | null {
    const name = `${id.toString("hex")}${salt.toString("hex")}`;
    const known = keys.get(name);
    if (known) return known;
    const master = masters.find((one) => one.id.equals(id));
    if (!master) return null;
    if (keys.size >= keysKept) keys.clear();
    const found = derive(master, salt);
    keys.set(name, found);
    return found;
  }

  return {
    seal(body) {
      if (left === 0 || !key) renew();
      if (used === noncesAtOnce) {
        random(nonces);
        used = 0;
      }
      left -= 1;
      const nonce = nonces.subarray(used * nonceBytes, (used + 1) * nonceBytes);
      used += 1;
      const cipher = createCipheriv("aes-256-gcm", key as KeyObject, nonce, { authTagLength: tagBytes }).setAAD(head);
      return Buffer.concat([head, nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()]).toString("base64url");
    },
    open(text) {
      const bytes = Buffer.from(text, "base64url");
      // Base64 has spare bits at its end: only the text that was issued is taken.
      if (bytes.length < headBytes + tagBytes || bytes.toString("base64url") !== text) return null;
      const found = keyOf(bytes.subarray(0, idBytes), bytes.subarray(idBytes, idBytes + saltBytes));
      if (!found) return null;
      const decipher = createDecipheriv("aes-256-gcm", found, bytes.subarray(idBytes + saltBytes, headBytes), { authTagLength: tagBytes })
        .setAAD(bytes.subarray(0, idBytes + saltBytes)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(headBytes, -tagBytes)), decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}
