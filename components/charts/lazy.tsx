"use client";
import dynamic from "next/dynamic";
import { Skeleton } from "../ui/skeleton.tsx";

/** The chart library comes when a chart is first shown, and with no other page. */
export const TimeChart = dynamic(() => import("./time-chart.tsx"), { ssr: false, loading: () => <Skeleton className="h-[216px] w-full" /> });
export const DistributionChart = dynamic(() => import("./distribution-chart.tsx"), { ssr: false, loading: () => <Skeleton className="h-[206px] w-full" /> });
export const HeatMap = dynamic(() => import("./heat-map.tsx"), { ssr: false, loading: () => <Skeleton className="h-[216px] w-full" /> });
