"""Files by the artifact proxy, by run and by version; what the server says of itself."""
A = "/api/2.0/mlflow-artifacts/artifacts"
STOPS = (501, "NOT_IMPLEMENTED", "not built: its client gives up instead of trying again")


def cases(p):
    p.post("experiments/create", {"name": "${mark}-files"}, save={"expf": "experiment_id"})
    p.post("runs/create", {"experiment_id": "${expf}", "start_time": 1, "run_name": "files"}, save={"frun": "run.info.run_id"})
    root = "${expf}/${frun}/artifacts"
    for path, text in (("note.json", "{}"), ("page.html", "<p>x</p>"), ("image.svg", "<svg/>"), ("script.js", "let one"), ("data.unknown", "bytes"), ("noext", "x"), ("dir/a.txt", "a"), ("dir/sub/b.txt", "bb"), ("empty", ""), ("dir/a.txt", "overwritten"), ("MLmodel", "flavors: {}\n"), ("t.csv", "a,b\n"), ("t.yaml", "a: 1\n"), ("t.py", "one = 1"), ("t.md", "#"), ("with space.txt", "s")):
        p.call("PUT", f"{A}/{root}/{path}", text=text)
    for path in ("note.json", "page.html", "image.svg", "script.js", "data.unknown", "noext", "dir/a.txt", "MLmodel", "t.csv", "t.yaml", "t.py", "with space.txt", "none.txt"):
        p.get(f"{A}/{root}/{path}")
    p.get(f"{A}/{root}/dir", instead=(400, "INVALID_PARAMETER_VALUE", "the stock server leaves out its own error shape"))
    p.get(f"{A}/{root}/dir/a.txt", headers={"Range": "bytes=1-3"})
    p.get(f"{A}/{root}/dir/a.txt", headers={"Range": "bytes=99-"})
    for path in (root, f"{root}/dir", f"{root}/dir/a.txt", f"{root}/none", f"{root}/dir/sub/"):
        p.get(A, {"path": path})
    for path in ("../x", "/etc", "a/../../x", "%2e%2e/x", "..\\x", "a/./b"):
        strict = (400, "INVALID_PARAMETER_VALUE", "a path has one spelling here") if path in ("..\\x", "a/./b") else None
        p.get(A, {"path": path}, instead=strict)
        p.get("artifacts/list", {"run_id": "${frun}", "path": path}, instead=strict)
        p.get("/get-artifact", {"run_id": "${frun}", "path": path}, instead=strict)
    for path in ("", "dir", "dir/sub", "none", "dir/a.txt"):
        p.get("artifacts/list", {"run_id": "${frun}", **({"path": path} if path else {})})
    p.get("artifacts/list", {"run_id": "0123456789abcdef0123456789abcdef"})
    p.get("artifacts/list", {})
    p.get("/get-artifact", {"run_id": "${frun}", "path": "dir/a.txt"})
    p.get("/get-artifact", {"run_uuid": "${frun}", "path": "page.html"})
    p.get("/get-artifact", {"run_id": "${frun}", "path": "none.txt"})
    p.get("/get-artifact", {"run_id": "0123456789abcdef0123456789abcdef", "path": "x"})
    p.get("/get-artifact", {"run_id": "${frun}"})
    p.post("registered-models/create", {"name": "${mark}-f"})
    p.post("model-versions/create", {"name": "${mark}-f", "source": "mlflow-artifacts:/" + root + "/dir", "run_id": "${frun}"})
    p.get("/model-versions/get-artifact", {"name": "${mark}-f", "version": "1", "path": "a.txt"})
    p.get("/model-versions/get-artifact", {"name": "${mark}-f", "version": "1", "path": "none.txt"})
    p.get("/model-versions/get-artifact", {"name": "${mark}-f", "version": "9", "path": "a.txt"})
    p.get("/model-versions/get-artifact", {"name": "${mark}-f", "version": "1", "path": "../x"})
    p.get("model-versions/get-download-uri", {"name": "${mark}-f", "version": "1"})
    p.post("logged-models", {"experiment_id": "${expf}", "name": "filed"}, save={"flm": "model.info.model_id"})
    p.call("PUT", f"{A}/${{expf}}/models/${{flm}}/artifacts/sub/MLmodel", text="x")
    p.get("logged-models/${flm}/artifacts/directories", {})
    p.get("logged-models/${flm}/artifacts/directories", {"artifact_directory_path": "sub"})
    p.get("logged-models/${flm}/artifacts/directories", {"artifact_directory_path": "../x"})
    p.get("logged-models/m-0123456789abcdef0123456789abcdef/artifacts/directories", {})
    p.get("/ajax-api/2.0/mlflow/logged-models/${flm}/artifacts/files", {"artifact_file_path": "sub/MLmodel"})
    p.get("/ajax-api/2.0/mlflow/logged-models/${flm}/artifacts/files", {"artifact_file_path": "none"})
    for path in (f"{root}/dir/a.txt", f"{root}/none", f"{root}/dir"):
        p.delete(f"{A}/{path}", {})
    p.get(A, {"path": root})
    own = (200, None, "parts are taken by this server itself")
    p.post(f"/api/2.0/mlflow-artifacts/mpu/create/{root}", {"path": "/tmp/big.bin", "num_parts": 2}, instead=own)
    p.post(f"/api/2.0/mlflow-artifacts/mpu/create/{root}", {"num_parts": 2}, instead=(400, "INVALID_PARAMETER_VALUE", "a path is needed"))
    p.post(f"/api/2.0/mlflow-artifacts/mpu/abort/{root}", {"path": "/tmp/big.bin", "upload_id": "nobody"}, instead=own)
    p.get(f"/api/2.0/mlflow-artifacts/presigned/{root}/note.json", instead=STOPS)
    p.post("artifacts/presigned-upload-url", {"run_id": "${frun}", "path": "x"}, instead=STOPS)
    p.post("artifacts/presigned-download-url", {"run_id": "${frun}", "path": "x"}, instead=STOPS)
    p.get("/health")
    p.get("/version", instead=(200, None, "the release whose wire this was measured on"))
    p.get("/api/3.0/mlflow/server-info", instead=(200, None, "it says what this server does"))
    p.get("/api/2.0/mlflow/server-info")
    p.get("/api/2.0/mlflow/nothing")
    p.post("/api/2.0/mlflow/runs/nothing", {})
