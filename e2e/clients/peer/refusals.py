"""Every call with a field left out, null, empty and of the wrong type; bodies that are no objects; wrong methods."""
CALLS = (
    ("POST", "registered-models/create", {"name": "${mark}-r"}), ("GET", "registered-models/get", {"name": "${mark}-r"}), ("PATCH", "registered-models/update", {"name": "${mark}-r", "description": "d"}), ("POST", "registered-models/rename", {"name": "${mark}-r", "new_name": "${mark}-r"}),
    ("POST", "registered-models/set-tag", {"name": "${mark}-r", "key": "k", "value": "v"}), ("DELETE", "registered-models/delete-tag", {"name": "${mark}-r", "key": "k"}), ("POST", "registered-models/get-latest-versions", {"name": "${mark}-r", "stages": ["None"]}),
    ("POST", "model-versions/create", {"name": "${mark}-r", "source": "s3://bucket/r", "run_id": "", "run_link": "", "description": "d"}), ("GET", "model-versions/get", {"name": "${mark}-r", "version": "1"}), ("PATCH", "model-versions/update", {"name": "${mark}-r", "version": "1", "description": "d"}),
    ("POST", "model-versions/set-tag", {"name": "${mark}-r", "version": "1", "key": "k", "value": "v"}), ("DELETE", "model-versions/delete-tag", {"name": "${mark}-r", "version": "1", "key": "k"}), ("GET", "model-versions/get-download-uri", {"name": "${mark}-r", "version": "1"}),
    ("POST", "model-versions/transition-stage", {"name": "${mark}-r", "version": "1", "stage": "Staging", "archive_existing_versions": False}), ("POST", "registered-models/alias", {"name": "${mark}-r", "alias": "best", "version": "1"}), ("GET", "registered-models/alias", {"name": "${mark}-r", "alias": "best"}), ("DELETE", "registered-models/alias", {"name": "${mark}-r", "alias": "best"}),
    ("GET", "experiments/get", {"experiment_id": "0"}), ("POST", "experiments/update", {"experiment_id": "${expr}", "new_name": "${mark}-r2"}), ("POST", "experiments/set-experiment-tag", {"experiment_id": "${expr}", "key": "k", "value": "v"}), ("POST", "experiments/delete-experiment-tag", {"experiment_id": "${expr}", "key": "k"}),
    ("GET", "runs/get", {"run_id": "${rr}"}), ("POST", "runs/update", {"run_id": "${rr}", "status": "RUNNING", "end_time": 5, "run_name": "n"}), ("POST", "runs/log-metric", {"run_id": "${rr}", "key": "k", "value": 1, "timestamp": 1, "step": 1}), ("POST", "runs/log-parameter", {"run_id": "${rr}", "key": "k", "value": "v"}),
    ("POST", "runs/set-tag", {"run_id": "${rr}", "key": "k", "value": "v"}), ("POST", "runs/delete-tag", {"run_id": "${rr}", "key": "k"}), ("POST", "runs/log-batch", {"run_id": "${rr}", "metrics": [], "params": [], "tags": []}), ("POST", "runs/log-inputs", {"run_id": "${rz}", "datasets": []}), ("POST", "runs/outputs", {"run_id": "${rz}", "models": []}),
    ("POST", "runs/search", {"experiment_ids": ["${expr}"], "filter": "", "max_results": 10, "order_by": [], "page_token": ""}), ("GET", "metrics/get-history", {"run_id": "${rr}", "metric_key": "k"}), ("GET", "artifacts/list", {"run_id": "${rr}"}), ("POST", "logged-models/search", {"experiment_ids": ["${expr}"], "filter": "", "max_results": 10, "order_by": [], "page_token": ""}),
    ("POST", "runs/delete", {"run_id": "${rr}"}), ("POST", "runs/restore", {"run_id": "${rr}"}), ("POST", "experiments/create", {"name": "${mark}-r3", "artifact_location": ""}), ("POST", "runs/create", {"experiment_id": "${expr}", "user_id": "me", "start_time": 1, "run_name": "n"}),
)
# An experiment left out is experiment 0, and a run without a start begins now.
BEGINS = {("runs/create", "experiment_id"): (200, None, "experiment 0"), ("runs/create", "start_time"): (200, None, "now")}


def cases(p):
    p.post("registered-models/create", {"name": "${mark}-r"})
    p.post("model-versions/create", {"name": "${mark}-r", "source": "s3://bucket/r"})
    p.post("experiments/create", {"name": "${mark}-r"}, save={"expr": "experiment_id"})
    p.post("runs/create", {"experiment_id": "${expr}", "start_time": 1, "run_name": "refusing"}, save={"rr": "run.info.run_id"})
    p.post("experiments/create", {"name": "${mark}-z"}, save={"expz": "experiment_id"})
    p.post("runs/create", {"experiment_id": "${expz}", "start_time": 1, "run_name": "elsewhere"}, save={"rz": "run.info.run_id"})
    p.post("registered-models/alias", {"name": "${mark}-r", "alias": "best", "version": "1"})
    for method, path, values in CALLS:
        p.words = not path.endswith("search")
        for field in values:
            rest = {name: one for name, one in values.items() if name != field}
            for wrong in (None, 5, True, ["x"], {"a": 1}, "", "text") if method != "GET" else ("",):
                if not (wrong == "text" and (path.endswith("s/create") or field == "new_name")):
                    p.call(method, path, {**rest, field: wrong}, loose=wrong not in ("", "text"), instead=BEGINS.get((path, field)) if wrong is None or (wrong == "" and field == "experiment_id") else None)
            p.call(method, path, rest, instead=BEGINS.get((path, field)))
    p.words = True
    bodies(p)


def bodies(p):
    path = "registered-models/set-tag"
    json = {"Content-Type": "application/json"}
    for text in ("", "{", "[]", "[1]", "5", "null", "\"text\"", "\"{\\\"name\\\": \\\"${mark}-r\\\", \\\"key\\\": \\\"k\\\", \\\"value\\\": \\\"v\\\"}\"", "{\"name\": \"${mark}-r\", \"key\": \"k\", \"value\": \"v\", \"unknown\": 1}", "{\"name\": \"${mark}-r\", \"name\": \"${mark}-r\", \"key\": \"k\"}"):
        p.call("POST", path, text=text, headers=json)
    p.call("POST", path, text="{\"name\": \"${mark}-r\", \"key\": \"k\"}", headers={"Content-Type": ""})
    p.call("POST", path, text="{\"name\": \"${mark}-r\", \"key\": \"k\"}", headers={"Content-Type": "text/plain"})
    p.call("POST", path, text="{\"name\": \"${mark}-r\", \"key\": \"k\"}", headers={"Content-Type": "application/json; charset=utf-8"})
    p.call("DELETE", "registered-models/delete-tag?name=${mark}-r&key=k")
    for method, other in (("GET", "registered-models/create"), ("POST", "registered-models/get"), ("PUT", "registered-models/update"), ("POST", "registered-models/update"), ("GET", "registered-models/delete"), ("PATCH", "model-versions/create"), ("POST", "model-versions/search"), ("GET", "runs/create"), ("GET", "runs/search"), ("DELETE", "runs/delete"), ("PUT", "logged-models")):
        p.call(method, other, {} if method != "GET" else None)
    for path in ("registered-models/get", "experiments/get", "runs/get"):
        p.get(f"/ajax-api/2.0/mlflow/{path}", {"name": "${mark}-r", "experiment_id": "0", "run_id": "${rr}"})
