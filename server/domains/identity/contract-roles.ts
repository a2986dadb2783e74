/** Roles and their names, apart from the schemas, so that a page has them without the library that reads schemas. */
export const roles = ["scientist", "approver", "admin"] as const;
export type Role = (typeof roles)[number];

export const roleWords = { scientist: "Data scientist", approver: "Approver", admin: "Administrator" } as const satisfies Record<Role, string>;
