"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";

/**
 * A link of the navigation, whose page is fetched ahead once somebody points at it: fetched with every page, the places
 * of the rail would double what a first visit loads.
 */
export function NavLink({ href, ...rest }: Omit<ComponentProps<typeof Link>, "href" | "prefetch"> & { href: string }) {
  const router = useRouter();
  const fetchAhead = () => router.prefetch(href);
  return <Link {...rest} href={href} prefetch={false} onPointerEnter={fetchAhead} onFocus={fetchAhead} />;
}
