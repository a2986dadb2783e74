"""Registered models, versions, aliases, tags and stages."""
M = "registered-models"
V = "model-versions"


def cases(p):
    models(p)
    versions(p)
    aliases(p)
    stages(p)
    sources(p)
    endings(p)


def models(p):
    a = {"name": "${mark}-a"}
    p.post(f"{M}/create", {**a, "description": "first", "tags": [{"key": "k", "value": "1"}, {"key": "k", "value": "2"}, {"key": "empty"}]})
    p.get(f"{M}/get", a)
    p.post(f"{M}/create", a)
    p.post(f"{M}/create", {"name": "${mark}-b"})
    p.post(f"{M}/create", {"name": "${mark} ünïcode 模型"})
    p.get(f"{M}/get", {"name": "${mark} ünïcode 模型"})
    for name in ("${mark}/x", "${mark}:x", " "):
        p.post(f"{M}/create", {"name": name})
    p.post(f"{M}/create", {"name": "${mark}" + "x" * 257}, instead=(400, "INVALID_PARAMETER_VALUE", "256 characters, as the stock server's own database has it where it counts"))
    p.get(f"{M}/get", {"name": "${mark}-none"})
    p.patch(f"{M}/update", {**a, "description": "second"})
    p.patch(f"{M}/update", {**a, "description": ""})
    p.patch(f"{M}/update", a)
    p.patch(f"{M}/update", {"name": "${mark}-none", "description": "x"})
    p.post(f"{M}/rename", {"name": "${mark}-b", "new_name": "${mark}-a"})
    p.post(f"{M}/rename", {"name": "${mark}-b", "new_name": "${mark}-b"})
    p.post(f"{M}/rename", {"name": "${mark}-b", "new_name": "${mark}-b2"})
    p.get(f"{M}/get", {"name": "${mark}-b"})
    p.post(f"{M}/rename", {"name": "${mark}-b2", "new_name": "${mark}/b"})
    p.post(f"{M}/rename", {"name": "${mark}-none", "new_name": "${mark}-c"})
    for tag in ({"key": "k", "value": "v"}, {"key": "k", "value": ""}, {"key": "k"}, {"key": "a/b.c-d e:f", "value": "x"}, {"key": "ünï", "value": "x"},
                {"key": "a$b", "value": "x"}, {"key": "../x", "value": "x"}, {"key": "/x", "value": "x"}, {"key": "a//b", "value": "x"}, {"key": ".", "value": "x"},
                {"key": "x" * 251, "value": "x"}, {"key": "long", "value": "v" * 100_001}):
        p.post(f"{M}/set-tag", {**a, **tag})
    p.post(f"{M}/set-tag", {"name": "${mark}-none", "key": "k", "value": "v"})
    p.get(f"{M}/get", a)
    for name, key in (("${mark}-a", "k"), ("${mark}-a", "k"), ("${mark}-a", "a$b"), ("${mark}-none", "k")):
        p.delete(f"{M}/delete-tag", {"name": name, "key": key})
    p.delete(f"{M}/delete", {"name": "${mark}-b2"})
    p.delete(f"{M}/delete", {"name": "${mark}-b2"})


def versions(p):
    a = {"name": "${mark}-a"}
    p.post(f"{V}/create", {**a, "source": "s3://bucket/1", "description": "one", "run_link": "http://somewhere", "tags": [{"key": "n", "value": "1"}, {"key": "n", "value": "01"}]})
    p.post(f"{V}/create", {**a, "source": "s3://bucket/2"})
    p.post(f"{V}/create", {**a, "source": "s3://bucket/3", "run_id": "0123456789abcdef0123456789abcdef"})
    p.post(f"{V}/create", {"name": "${mark}-none", "source": "s3://bucket/1"})
    p.post(f"{V}/create", {**a, "source": "s3://bucket/1", "tags": [{"key": "a$b", "value": "x"}]})
    p.get(f"{M}/get", a)
    for version in ("1", "2", "9", "0", "-1", "abc", "1.0", " 1 ", "01"):
        p.get(f"{V}/get", {**a, "version": version})
    p.get(f"{V}/get", {"name": "${mark}-none", "version": "1"})
    p.patch(f"{V}/update", {**a, "version": "1", "description": "other"})
    p.patch(f"{V}/update", {**a, "version": "1"})
    p.get(f"{V}/get", {**a, "version": "1"})
    p.patch(f"{V}/update", {**a, "version": "9", "description": "x"})
    p.get(f"{V}/get-download-uri", {**a, "version": "1"})
    p.get(f"{V}/get-download-uri", {**a, "version": "9"})
    for tag in ({"key": "t", "value": "v"}, {"key": "t", "value": "w"}, {"key": "only"}, {"key": "a$b", "value": "x"}, {"key": "../x", "value": "x"},
                {"key": "x" * 251, "value": "x"}, {"key": "long", "value": "v" * 100_001}):
        p.post(f"{V}/set-tag", {**a, "version": "1", **tag})
    p.post(f"{V}/set-tag", {**a, "version": "9", "key": "t", "value": "v"})
    p.post(f"{V}/set-tag", {**a, "version": "x", "key": "t", "value": "v"})
    p.get(f"{V}/get", {**a, "version": "1"})
    p.delete(f"{V}/delete-tag", {**a, "version": "1", "key": "t"})
    p.delete(f"{V}/delete-tag", {**a, "version": "1", "key": "t"})
    p.delete(f"{V}/delete-tag", {**a, "version": "9", "key": "t"})
    p.delete(f"{V}/delete", {**a, "version": "3"})
    p.delete(f"{V}/delete", {**a, "version": "3"})
    p.get(f"{V}/get", {**a, "version": "3"})
    p.post(f"{V}/create", {**a, "source": "s3://bucket/4"})
    for method in ("post", "get"):
        getattr(p, method)(f"{M}/get-latest-versions", a)
        getattr(p, method)(f"{M}/get-latest-versions", {**a, "stages": ["None", "Production"]})
        getattr(p, method)(f"{M}/get-latest-versions", {**a, "stages": ["staging"]})
        getattr(p, method)(f"{M}/get-latest-versions", {**a, "stages": ["Nowhere"]})
    p.post(f"{M}/get-latest-versions", {"name": "${mark}-none"})


def aliases(p):
    a = {"name": "${mark}-a"}
    for alias in ("champion", "Champion", "a_b-1", "ünï", "a.b", "a b", "latest", "LATEST", "v1", "V22", "v1x", "x" * 255, "x" * 256):
        p.post(f"{M}/alias", {**a, "alias": alias, "version": "1"})
    p.post(f"{M}/alias", {**a, "alias": "champion", "version": "2"})
    p.post(f"{M}/alias", {**a, "alias": "champion", "version": "9"})
    p.post(f"{M}/alias", {**a, "alias": "champion", "version": "abc"})
    p.post(f"{M}/alias", {"name": "${mark}-none", "alias": "champion", "version": "1"})
    for alias in ("champion", "CHAMPION", "nobody", "latest", "a.b", "v1", "x" * 256):
        p.get(f"{M}/alias", {**a, "alias": alias})
    p.get(f"{M}/alias", {"name": "${mark}-none", "alias": "champion"})
    p.get(f"{M}/get", a)
    p.get(f"{V}/get", {**a, "version": "2"})
    for name, alias in (("${mark}-a", "Champion"), ("${mark}-a", "Champion"), ("${mark}-a", "never"), ("${mark}-none", "champion")):
        p.delete(f"{M}/alias", {"name": name, "alias": alias})


def stages(p):
    a = {"name": "${mark}-a"}
    for version, stage, more in (("1", "Staging", {}), ("2", "staging", {}), ("2", "PRODUCTION", {"archive_existing_versions": False}), ("1", "Production", {"archive_existing_versions": True}),
                                 ("1", "Nowhere", {}), ("9", "Staging", {}), ("1", "None", {"archive_existing_versions": True}), ("1", "Archived", {"archive_existing_versions": True}), ("1", "Archived", {}), ("x", "Staging", {})):
        p.post(f"{V}/transition-stage", {**a, "version": version, "stage": stage, **more})
    p.get(f"{M}/get", a)
    p.get(f"{M}/get-latest-versions", {**a, "stages": ["Archived", "None"]})


def sources(p):
    p.post("experiments/create", {"name": "${mark}-sources"}, save={"exps": "experiment_id"})
    p.post("runs/create", {"experiment_id": "${exps}", "start_time": 1, "run_name": "s"}, save={"srun": "run.info.run_id"})
    p.post("logged-models", {"experiment_id": "${exps}", "name": "logged", "source_run_id": "${srun}"}, save={"slogged": "model.info.model_id"})
    p.post(f"{M}/create", {"name": "${mark}-s"})
    root = "mlflow-artifacts:/${exps}/${srun}/artifacts"
    unknown = "0123456789abcdef0123456789abcdef"
    for source, more in (
        ("models:/${slogged}", {"model_id": "${slogged}"}), ("models:/${slogged}", {}), ("models:/${slogged}", {"model_id": "m-" + unknown}), ("models:/m-" + unknown, {"model_id": "m-" + unknown}),
        ("models:/${mark}-a/1", {}), ("models:/${mark}-a/9", {}), ("models:/${mark}-a@champion", {}), ("models:/${mark}-a@nobody", {}), ("models:/${mark}-none/1", {}), ("models:/${mark}-a/1", {"run_id": unknown}),
        ("models:/", {}), ("models:/a/b/c", {}), ("models:/${mark}-a/Production", {}), ("models:/${mark}-a/latest", {}),
        ("runs:/${srun}/model", {"run_id": "${srun}"}), ("runs:/${srun}/model", {}), ("runs:/${srun}/model", {"run_id": unknown}), ("runs:/" + unknown + "/model", {"run_id": unknown}), ("runs:/${srun}/model", {"run_id": "${srun}", "model_id": "${slogged}"}),
        (root + "/model", {"run_id": "${srun}"}), (root, {"run_id": "${srun}"}), (root + "x", {"run_id": "${srun}"}), (root + "/../model", {"run_id": "${srun}"}), (root + "/model", {}), (root + "/model", {"run_id": unknown}),
        ("mlflow-artifacts:/${exps}/models/${slogged}/artifacts", {"model_id": "${slogged}"}),
        ("/tmp/model", {}), ("file:///tmp/model", {}), ("/tmp/model", {"run_id": "${srun}"}), ("https://somewhere/model", {}), ("http://somewhere/model", {"run_id": "${srun}"}),
        ("s3://bucket/a/../b", {}), ("s3://bucket/%2e%2e/b", {}), ("s3://bucket/%252e%252e/b", {}), ("gs://bucket/x", {"run_id": "unknown"}), ("dbfs:/x", {}), ("hdfs://x/y", {}), ("wasbs://c@a.blob/x", {}), ("dummy-source", {}), ("ftp://somewhere/x", {}),
    ):
        p.post(f"{V}/create", {"name": "${mark}-s", "source": source, **more})
    p.get(f"{V}/search", {"filter": "name = '${mark}-s'", "order_by": ["version_number ASC"]})
    p.get("logged-models/${slogged}", {})
    p.get(f"{V}/get-download-uri", {"name": "${mark}-s", "version": "1"})
    p.get(f"{V}/get-download-uri", {"name": "${mark}-s", "version": "2"})
    prompt = [{"key": "mlflow.prompt.is_prompt", "value": "true"}]
    p.post(f"{M}/create", {"name": "${mark}-prompt", "tags": prompt})
    p.post(f"{V}/create", {"name": "${mark}-prompt", "source": "dummy-source", "tags": prompt + [{"key": "mlflow.prompt.text", "value": "Hello"}]})
    p.post(f"{V}/create", {"name": "${mark}-prompt", "source": "s3://bucket/x", "tags": prompt})
    p.post(f"{V}/create", {"name": "${mark}-prompt", "source": "/etc/passwd", "tags": prompt})
    p.get(f"{M}/get", {"name": "${mark}-prompt"})
    p.get(f"{V}/get", {"name": "${mark}-prompt", "version": "1"})


def endings(p):
    p.delete(f"{M}/delete", {"name": "${mark}-s"})
    p.get(f"{V}/get", {"name": "${mark}-s", "version": "1"})
    p.post(f"{M}/create", {"name": "${mark}-s"})
    p.post(f"{V}/create", {"name": "${mark}-s", "source": "s3://bucket/again"})
