"use client";
import { SunMoon } from "lucide-react";
import { IconButton } from "../ui/button.tsx";
import { chooseTheme, shownTheme } from "./theme.ts";

export function ThemeToggle() {
  return (
    <IconButton label="Switch between light and dark" onClick={() => chooseTheme(shownTheme() === "dark" ? "light" : "dark")}>
      <SunMoon size={15} strokeWidth={1.75} aria-hidden="true" />
    </IconButton>
  );
}
