import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { betterAuth } from "better-auth/minimal";
import type { Deps } from "../../platform/deps.ts";
import { paths } from "../../shared/paths.ts";
import { demoPeople, demoSignInInput, isDemoEmail } from "./contract.ts";
import { isOwnOrigin } from "./rules/origins.ts";
import { personById } from "./store.ts";

/** The caller's address as our own server saw it: set by the auth routes over whatever a client sent under this name. */
export const clientAddressHeader = "x-signalbox-client-address";
const sessionSeconds = 30 * 86_400;

/** Signs a demo person in without a password; only ever called when the demo is on. */
const demoSignIn = (demo: boolean) => ({
  id: "signalbox-demo",
  endpoints: {
    signInDemo: createAuthEndpoint("/sign-in/demo", { method: "POST", body: demoSignInInput }, async (ctx) => {
      if (!demo) throw new APIError("NOT_FOUND");
      const found = await ctx.context.internalAdapter.findUserByEmail(demoPeople[ctx.body.role].email);
      if (found === null) throw new APIError("NOT_FOUND");
      const session = await ctx.context.internalAdapter.createSession(found.user.id);
      await setSessionCookie(ctx, { session, user: found.user });
      return ctx.json({ ok: true });
    }),
  },
});

/** The origin of the request, when it is one of ours, beside the public address. */
function ownOrigins(publicUrl: string, request: Request | undefined): string[] {
  const origin = request?.headers.get("origin") ?? null;
  const own = origin !== null && isOwnOrigin(origin, { publicUrl, host: request?.headers.get("host") ?? null });
  return [new URL(publicUrl).origin, ...(own ? [origin] : [])];
}

/**
 * better-auth over our own tables: e-mail and password, sessions in a cookie, nobody signs up by themselves (people come
 * by invite or by `npm run token`). One a process.
 * @throws Error when the installation has no secret
 */
export function createAuth(deps: Deps) {
  if (deps.env.secret === undefined) throw new Error("SIGNALBOX_SECRET is not set: sessions cannot be signed");
  const https = deps.env.publicUrl.startsWith("https:");
  return betterAuth({
    appName: "Signalbox",
    baseURL: deps.env.publicUrl,
    basePath: paths.auth(),
    secret: deps.env.secret,
    database: prismaAdapter(deps.db.prisma, { provider: "postgresql" }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200 },
    user: {
      additionalFields: {
        // input: false: no request may set them, whoever sends it.
        role: { type: "string", required: true, input: false, defaultValue: "scientist" },
        teams: { type: "string[]", required: true, input: false, defaultValue: [] },
      },
    },
    session: { expiresIn: sessionSeconds, disableSessionRefresh: true },
    trustedOrigins: (request) => ownOrigins(deps.env.publicUrl, request),
    rateLimit: {
      enabled: true, window: 60, max: 300, storage: "memory",
      customRules: { "/sign-in/email": { window: 60, max: 10 }, "/get-session": false },
    },
    advanced: {
      // better-auth's own secure prefix is __Secure-; __Host- also pins the path and forbids a Domain.
      useSecureCookies: false,
      cookies: { session_token: { name: https ? "__Host-signalbox.session" : "signalbox.session", attributes: { secure: https, httpOnly: true, sameSite: "lax", path: "/" } } },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            if (deps.env.demo) return;
            const person = await personById(deps.db, session.userId);
            if (person === null || isDemoEmail(person.email)) return false;
          },
        },
      },
    },
    plugins: [demoSignIn(deps.env.demo)],
    telemetry: { enabled: false },
    logger: { level: "error", log: (_level, message) => deps.log.error("auth", { message }) },
  });
}

export type Auth = ReturnType<typeof createAuth>;
