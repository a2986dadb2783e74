import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { caller } from "#server/adapters/trpc/door.ts";
import { paths } from "#server/shared/paths.ts";

export type Search = Promise<Record<string, string | string[] | undefined>>;
type Door = Awaited<ReturnType<typeof caller>>;

/** Who looks, asked once a request however many layouts and pages want to know. */
export const whoLooks = cache(async () => (await caller()).session.get());

/** The page's own address, which the web process writes into the request. */
export async function addressOf(): Promise<string> {
  const address = new URL((await headers()).get("x-signalbox-address") ?? paths.overview(), "http://here");
  // Next's own mark on what it fetches for a navigation; the page has none.
  address.searchParams.delete("_rsc");
  return `${address.pathname}${address.search}`;
}

/** A segment of the path as it was before encoding; a broken one has no page. */
export function segment(text: string): string {
  try { return decodeURIComponent(text); } catch { notFound(); }
}

/** One value of the query, empty ones left out. */
export async function queryOf(search: Search): Promise<(key: string) => string | undefined> {
  const values = await search;
  return (key) => {
    const value = values[key];
    const first = Array.isArray(value) ? value[0] : value;
    return first === "" ? undefined : first;
  };
}

/** One of a list, else the first: an address typed by hand still has a page. */
export function oneOf<Value extends string>(values: readonly Value[], text: string | undefined): Value | undefined {
  return values.find((value) => value === text);
}

/** Where this console is reached, as the browser wrote it. */
export async function originOf(): Promise<string> {
  const sent = await headers();
  const host = sent.get("x-forwarded-host") ?? sent.get("host") ?? "localhost";
  return `${sent.get("x-forwarded-proto") ?? "http"}://${host}`;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

/** A part of a page that may not be there: what it is, or the sentence that says why not. */
export async function orRefusal<Data>(read: Promise<Data>): Promise<{ data: Data | null; refusal: string | null }> {
  try {
    return { data: await read, refusal: null };
  } catch (error) {
    if (["NOT_FOUND", "BAD_REQUEST"].includes(codeOf(error)) && error instanceof Error) return { data: null, refusal: error.message };
    throw error;
  }
}

/**
 * Reads what a page shows, as the person looking. Nobody signed in: to the sign-in page and back here after it.
 * @throws whatever the read throws that is neither a missing thing (the not-found page) nor a missing session
 */
export async function open<Data>(here: string, read: (door: Door) => Promise<Data>): Promise<Data> {
  const door = await caller();
  const session = await whoLooks();
  if (session.person === null) redirect(paths.signIn(here));
  try {
    return await read(door);
  } catch (error) {
    switch (codeOf(error)) {
      case "NOT_FOUND": notFound(); break;
      case "BAD_REQUEST": notFound(); break;
      case "UNAUTHORIZED": redirect(paths.signIn(here)); break;
      default: throw error;
    }
  }
}
