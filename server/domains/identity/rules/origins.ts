/**
 * Whether a browser's Origin is a page of ours: the public address, or the very host that the request was sent to (a
 * page opened as 127.0.0.1 instead of localhost). The latter only for addresses and names without a dot: a name that an
 * attacker owns can be made to resolve to this machine (DNS rebinding), and then Origin and Host agree.
 * @param host the request's Host header
 */
export function isOwnOrigin(origin: string, asked: { publicUrl: string; host: string | null }): boolean {
  if (origin === new URL(asked.publicUrl).origin) return true;
  if (asked.host === null || (origin !== `http://${asked.host}` && origin !== `https://${asked.host}`)) return false;
  const { hostname } = new URL(origin);
  return hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(hostname) || !hostname.includes(".");
}
