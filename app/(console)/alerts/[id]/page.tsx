import type { Metadata } from "next";
import { AlertScreen } from "#components/alerts/alert-screen.tsx";
import { readAlert } from "./read.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Alert ${(await params).id}` };
}

export default async function AlertPage({ params }: Props) {
  const alert = await readAlert((await params).id);
  return <AlertScreen key={alert.id} initial={alert} />;
}
