/**
 * The standard Prisma migration history, applied by Prisma's own schema engine as WebAssembly: no engine binary is
 * downloaded, and `prisma migrate deploy` still works on the same folder where the binary can be had.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

const here = fileURLToPath(new URL(".", import.meta.url));
const engineFolder = join(here, "../node_modules/@prisma/schema-engine-wasm");
const filters = { externalTables: [], externalEnums: [] };

/** The schema as the engine takes it: one [path, text] a file. */
function schemaFiles(): [string, string][] {
  const folder = join(here, "schema");
  return readdirSync(folder).filter((name) => name.endsWith(".prisma")).sort().map((name) => [join(folder, name), readFileSync(join(folder, name), "utf8")]);
}

function migrationList(): MigrationList {
  const baseDir = join(here, "migrations");
  const folders = readdirSync(baseDir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: readFileSync(join(baseDir, "migration_lock.toml"), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: folders.map((path) => ({
      path,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: readFileSync(join(baseDir, path, "migration.sql"), "utf8") } },
    })),
  };
}

type EngineBindings = {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: { new: (options: { datamodels: [string, string][] }, log: (line: string) => void, adapter: unknown) => Promise<SchemaEngine> };
};

const charType = 18;
/** No type of the server's own: the adapter hands such a value on as text. */
const unknownType = 16_384 + charType;
type RowDescription = { fields: { dataTypeID: number }[] };
type Wire = { connection: { prependListener(event: "rowDescription", take: (message: RowDescription) => void): void } };

/** The adapter refuses PostgreSQL's internal type "char", in which the catalog says what kind a constraint is (pg_constraint.contype). */
class CatalogClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    (this as unknown as Wire).connection.prependListener("rowDescription", ({ fields }) => {
      for (const field of fields) if (field.dataTypeID === charType) field.dataTypeID = unknownType;
    });
  }
}

/** The engine reads that one column as a character. */
function withCatalogChars(factory: PrismaPg): PrismaPg {
  const connects = { connect: factory.connect.bind(factory), connectToShadowDb: factory.connectToShadowDb.bind(factory) };
  for (const name of ["connect", "connectToShadowDb"] as const) {
    factory[name] = async () => {
      const connection = await connects[name]();
      const queryRaw = connection.queryRaw.bind(connection);
      connection.queryRaw = async (query) => {
        const result = await queryRaw(query);
        return { ...result, columnTypes: result.columnTypes.map((type, i) => (result.columnNames[i] === "constraint_type" ? ColumnTypeEnum.Character : type)) };
      };
      return connection;
    };
  }
  return factory;
}

/** The package's own entry imports a `.wasm` module, which Node does not load: its three lines are done by hand. */
async function openEngine(url: string): Promise<SchemaEngine> {
  const bindings = (await import("@prisma/schema-engine-wasm/schema_engine_bg")) as unknown as EngineBindings;
  const module = await WebAssembly.compile(readFileSync(join(engineFolder, "schema_engine_bg.wasm")));
  const instance = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": bindings as unknown as WebAssembly.ModuleImports });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(withCatalogChars(new PrismaPg({ connectionString: url, Client: CatalogClient })));
  return bindings.SchemaEngine.new({ datamodels: schemaFiles() }, () => undefined, adapter);
}

/**
 * Applies what the database at `url` has not had yet, in order, each recorded in `_prisma_migrations`.
 * @returns the names of the migrations just applied
 * @throws when a migration fails or the histories diverge; the message is the engine's
 */
export async function applyMigrations(url: string): Promise<string[]> {
  const engine = await openEngine(url);
  const applied = await engine.applyMigrations({ migrationsList: migrationList(), filters });
  return applied.appliedMigrationNames;
}

/** The SQL that takes the migration history to the present schema, "" when they agree. `url` names an empty database, used as shadow. */
export async function pendingMigration(url: string): Promise<string> {
  const engine = await openEngine(url);
  const list = migrationList();
  const from = list.migrationDirectories.length === 0 ? ({ tag: "empty" } as const) : ({ tag: "migrations", ...list } as const);
  const files = schemaFiles().map(([path, content]) => ({ path, content }));
  const diff = await engine.diff({ from, to: { tag: "schemaDatamodel", files }, script: true, exitCode: null, filters });
  // Links and indexes that only a migration can say (on an expression, of another kind) look to the engine like leftovers: a drop is written by hand.
  const steps = (diff.stdout ?? "").split(/^(?=-- )/m).filter((step) => !/^-- Drop(ForeignKey|Index)\b/.test(step));
  const sql = steps.join("").trim();
  return /^(--.*\s*)*$/.test(sql) ? "" : `${sql}\n`;
}
