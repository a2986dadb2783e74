import { SignalboxError } from "../../../shared/errors.ts";
import type { AliasScope } from "../contract.ts";

/** Letters of other scripts, and small capitals, that are drawn as a Latin one (after UTS 39, confusables). */
const drawnAs: ReadonlyMap<string, string> = new Map(Object.entries({
  A: "АΑ", B: "ВΒ", C: "СϹ", E: "ЕΕ", H: "НΗ", I: "ІΙӀ", J: "Ј", K: "КΚ", M: "МΜ", N: "Ν", O: "ОΟՕ", P: "РΡ", S: "ЅՏ", T: "ТΤ", X: "ХΧ", Y: "ҮΥ", Z: "Ζ",
  a: "аɑα", c: "сϲᴄ", d: "ԁ", e: "е", g: "ɡց", h: "һհ", i: "іɩι", j: "јϳ", l: "ӏʟ", m: "ᴍ", n: "ոɴ", o: "оοօᴏσ", p: "рρᴘ", q: "ԛ", r: "ʀ", s: "ѕꜱ", t: "ᴛτ", u: "υսᴜ", v: "ѵνᴠ", w: "ԝᴡ", x: "хχ", y: "уγʏ", z: "ᴢ",
}).flatMap(([latin, others]) => Array.from(others, (other): [string, string] => [other, latin])));

/**
 * An alias as a reader takes it: width, ligatures, long s, dotless i, case and letters that show nothing aside, so that
 * nothing passes for a protected one. Among Latin letters those of other scripts become what they look like: `prоduction`
 * with a Cyrillic о is production, while золото stays.
 */
export function plainForm(alias: string): string {
  const plain = alias.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  const latin = Array.from(plain, (letter) => drawnAs.get(letter) ?? letter).join("");
  return (/[a-z]/i.test(plain) && /^[\x20-\x7e\u0131\u017f]*$/.test(latin) ? latin : plain).toUpperCase().toLowerCase();
}

/** A protection that holds for the model at hand; `alias` is its plain form. */
export type Protection = { alias: string; scope: AliasScope };

const strongest = ["environment", "all", "model"] as const satisfies readonly AliasScope[];

/** What protects the alias, an environment's name before a protection of every model before one of this model; null: nothing. */
export function protectionOf(alias: string, protections: readonly Protection[]): Protection | null {
  const plain = plainForm(alias);
  for (const scope of strongest) {
    const found = protections.find((one) => one.alias === plain && one.scope === scope);
    if (found !== undefined) return found;
  }
  return null;
}

/** An environment's alias is written by releases alone, whoever asks; another protected one by somebody with the right. */
export const mayMoveDirectly = (protection: Protection | null, holdsRight: boolean): boolean =>
  protection === null || (protection.scope !== "environment" && holdsRight);

const reasons = {
  environment: (alias, plain) => `The alias '${alias}' says what ${plain} serves, and only a release moves it.`,
  all: (alias) => `The alias '${alias}' is protected for every model: an approver moves it, or a release.`,
  model: (alias) => `The alias '${alias}' of this model is protected: an approver moves it, or a release.`,
} as const satisfies Record<AliasScope, (alias: string, plain: string) => string>;

/** The refusal of a direct move, with what protects the alias, so that a request can be opened in its place. */
export class ProtectedAlias extends SignalboxError {
  readonly protection: Protection;
  constructor(alias: string, protection: Protection) {
    super("forbidden", reasons[protection.scope](alias, protection.alias), { extra: { alias, protectedBy: protection.scope } });
    this.protection = protection;
  }
}
