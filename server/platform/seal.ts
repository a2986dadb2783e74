import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

export type Sealer = {
  /** @param bind what the text belongs to (an id): sealed for one it does not open for another */
  seal(text: string, bind: string): string;
  /** @throws Error when it was sealed with another secret, for something else, or was changed */
  open(sealed: string, bind: string): string;
};

const ivBytes = 12;
const tagBytes = 16;

/**
 * Keeps texts at rest unreadable without the installation's secret: AES-256-GCM with a key of its own for each purpose
 * (HKDF-SHA256).
 * @throws Error when the installation has no secret
 */
export function openSealer(secret: string | undefined, purpose: string): Sealer {
  if (secret === undefined) throw new Error("SIGNALBOX_SECRET is not set: nothing can be sealed");
  const key = Buffer.from(hkdfSync("sha256", secret, "", `signalbox ${purpose}`, 32));
  return {
    seal(text, bind) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(bind));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString("base64url")}`;
    },
    open(sealed, bind) {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ""), "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, ivBytes)).setAAD(Buffer.from(bind)).setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString("utf8");
    },
  };
}
