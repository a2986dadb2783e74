import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // No picture is served through the optimiser, so its open route is closed.
  images: { unoptimized: true },
  // `npm test` type-checks the whole tree; the build does not do it again.
  typescript: { ignoreBuildErrors: true },
  // Loaded by the processes, never bundled.
  serverExternalPackages: ["pg", "@prisma/client", "better-auth", "onnxruntime-node", "@duckdb/node-api"],
};

export default config;
