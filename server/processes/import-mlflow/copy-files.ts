import { listBelow, uploadArtifact } from "../../domains/registry/index.ts";
import { type Job, refusalOf } from "./job.ts";
import { pagesOf } from "./source.ts";
import { answers, type File } from "./wire.ts";

/** Files of a run or a logged model there, and the root that they get here. */
export type Files = { kind: "run" | "loggedModel"; id: string; rootThere: string; rootHere: string; what: string };

const api = "/api/2.0";
const proxied = "mlflow-artifacts:";
const pathOf = (uri: string) => uri.replace(/^mlflow-artifacts:\/\/[^/]+\//, proxied).replace(/^mlflow-artifacts:\/*/, "").replace(/\/+$/, "");
const encoded = (path: string) => path.split("/").map(encodeURIComponent).join("/");

/** A folder's children, named from the root. Through the proxy where the root is the proxy's, else by what the server itself can read. */
async function childrenOf(job: Job, files: Files, folder: string): Promise<File[]> {
  const found: File[] = [];
  if (files.rootThere.startsWith(proxied)) {
    const { files: list } = await job.from.ask(answers.files, { path: `${api}/mlflow-artifacts/artifacts`, query: { path: [pathOf(files.rootThere), folder].filter(Boolean).join("/") } });
    return list.map((file) => ({ ...file, path: folder === "" ? file.path : `${folder}/${file.path}` }));
  }
  const list = (token: string | undefined) => job.from.ask(answers.files, files.kind === "run"
    ? { path: `${api}/mlflow/artifacts/list`, query: { run_id: files.id, path: folder || undefined, page_token: token } }
    : { path: `${api}/mlflow/logged-models/${files.id}/artifacts/directories`, query: { artifact_directory_path: folder || undefined, page_token: token } });
  for await (const page of pagesOf(list)) found.push(...page.files);
  return found;
}

function bytesOf(job: Job, files: Files, path: string) {
  if (files.rootThere.startsWith(proxied)) return job.from.download(`${api}/mlflow-artifacts/artifacts/${encoded(`${pathOf(files.rootThere)}/${path}`)}`);
  return files.kind === "run" ? job.from.download("/get-artifact", { run_id: files.id, path })
    : job.from.download(`/ajax-api/2.0/mlflow/logged-models/${files.id}/artifacts/files`, { artifact_file_path: path });
}

/** Copies what is not here yet at its size, one file at a time in constant memory. What cannot be read is said and left. */
export async function copyFiles(job: Job, files: Files): Promise<void> {
  const root = pathOf(files.rootHere);
  const store = /^[a-z0-9+]+:\/*[^/]*/i.exec(files.rootThere)?.[0] ?? files.rootThere;
  if (job.unreadable.has(store)) return job.report.skip(`files of ${files.what}`, job.unreadable.get(store) ?? "");
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    job.signal.throwIfAborted();
    try {
      const there = await childrenOf(job, files, folder);
      const here = new Map((await listBelow(job.deps, job.actor, { root: files.rootHere, path: folder })).map((file) => [file.path, file]));
      folders.push(...there.filter((file) => file.is_dir).map((file) => file.path));
      for (const file of there) {
        const same = here.get(file.path);
        if (file.is_dir || (same !== undefined && !same.isDirectory && same.size === file.file_size)) continue;
        await uploadArtifact(job.deps, job.actor, { path: `${root}/${file.path}`, body: await bytesOf(job, files, file.path) });
        job.report.did("files");
        job.report.bytes(file.file_size);
      }
    } catch (error) {
      job.signal.throwIfAborted();
      const said = refusalOf(error);
      if (said === null) throw error;
      const why = files.rootThere.startsWith(proxied) ? said : `they are at ${store}, which that server did not read for us`;
      if (!files.rootThere.startsWith(proxied)) job.unreadable.set(store, why);
      job.report.skip(`${folder === "" ? "files" : folder} of ${files.what}`, why);
    }
  }
}
