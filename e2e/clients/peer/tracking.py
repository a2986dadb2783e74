"""Experiments, runs, what is logged to them, metric history."""
E = "experiments"
R = "runs"
SKIPPED = (400, "INVALID_PARAMETER_VALUE", "a field of the wrong type is refused; the stock server skips it with all that follows")
NOW = (200, None, "a run without a start begins now; the stock server writes 1970")


def cases(p):
    experiments(p)
    runs(p)
    logging(p)
    batches(p)
    histories(p)
    inputs(p)
    states(p)


def experiments(p):
    p.post(f"{E}/create", {"name": "${mark}-e", "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]}, save={"exp": "experiment_id"})
    p.post(f"{E}/create", {"name": "${mark}-e"})
    p.post(f"{E}/create", {"name": "${mark}-located", "artifact_location": "s3://bucket/place"}, save={"exp2": "experiment_id"})
    p.post(f"{E}/create", {"name": "${mark}-models", "artifact_location": "models:/x"}, instead=(400, "INVALID_PARAMETER_VALUE", "no files can lie there"))
    for location in ("runs:/x", "s3://b/x?y=..", "s3://b/x#y", "mlflow-artifacts:/elsewhere"):
        p.post(f"{E}/create", {"name": "${mark}-at " + location, "artifact_location": location})
    for name in ("x" * 501, "${mark} ünï", "${mark}-e/x"):
        p.post(f"{E}/create", {"name": name})
    p.post(f"{E}/create", {"name": "${mark}-bad", "tags": [{"key": "a$b", "value": "1"}]})
    p.get(f"{E}/get", {"experiment_id": "${exp}"})
    for one in ("999999999", "abc", "1.5", "-1"):
        p.get(f"{E}/get", {"experiment_id": one})
    p.get(f"{E}/get-by-name", {"experiment_name": "${mark}-e"})
    p.get(f"{E}/get-by-name", {"experiment_name": "${mark}-none"})
    p.get(f"{E}/get-by-name", {})
    p.get(f"{E}/get", {"experiment_id": "0"})
    p.post(f"{E}/update", {"experiment_id": "${exp}", "new_name": "${mark}-e1"})
    p.post(f"{E}/update", {"experiment_id": "${exp}", "new_name": "${mark}-located"})
    p.post(f"{E}/update", {"experiment_id": "999999999", "new_name": "${mark}-x"})
    p.post(f"{E}/update", {"experiment_id": "${exp}"})
    for tag in ({"key": "t", "value": "1"}, {"key": "t", "value": "2"}, {"key": "a$b", "value": "x"}, {"key": "long", "value": "v" * 5001}, {"key": "k"}, {"key": "x" * 251, "value": "x"}):
        p.post(f"{E}/set-experiment-tag", {"experiment_id": "${exp}", **tag})
    p.post(f"{E}/set-experiment-tag", {"experiment_id": "999999999", "key": "t", "value": "1"})
    p.post(f"{E}/delete-experiment-tag", {"experiment_id": "${exp}", "key": "t"})
    p.post(f"{E}/delete-experiment-tag", {"experiment_id": "${exp}", "key": "t"})
    p.post(f"{E}/delete-experiment-tag", {"experiment_id": "999999999", "key": "t"})
    p.get(f"{E}/get", {"experiment_id": "${exp}"})
    p.post(f"{E}/delete", {"experiment_id": "${exp2}"})
    p.post(f"{E}/delete", {"experiment_id": "${exp2}"})
    p.get(f"{E}/get", {"experiment_id": "${exp2}"})
    p.post(f"{E}/create", {"name": "${mark}-located"})
    p.post(f"{E}/update", {"experiment_id": "${exp2}", "new_name": "${mark}-x"})
    p.post(f"{E}/set-experiment-tag", {"experiment_id": "${exp2}", "key": "t", "value": "1"})
    p.post(f"{R}/create", {"experiment_id": "${exp2}", "start_time": 1})
    p.post("logged-models", {"experiment_id": "${exp2}", "name": "x"})
    p.post(f"{E}/restore", {"experiment_id": "${exp2}"})
    p.post(f"{E}/restore", {"experiment_id": "${exp2}"})
    p.post(f"{E}/restore", {"experiment_id": "999999999"})
    p.post(f"{E}/delete", {"experiment_id": "999999999"})


def runs(p):
    e = {"experiment_id": "${exp}"}
    p.post(f"{R}/create", {**e, "user_id": "me", "start_time": 1000, "run_name": "first", "tags": [{"key": "k", "value": "v"}]}, save={"run": "run.info.run_id"})
    p.get(f"{R}/get", {"run_id": "${run}"})
    p.get(f"{R}/get", {"run_uuid": "${run}"})
    p.post(f"{R}/create", {**e, "start_time": 2000, "tags": [{"key": "mlflow.runName", "value": "by tag"}]}, save={"run2": "run.info.run_id"})
    p.post(f"{R}/create", {**e, "start_time": 3000, "run_name": "a", "tags": [{"key": "mlflow.runName", "value": "b"}]})
    p.post(f"{R}/create", {**e, "start_time": 3000, "run_name": "a", "tags": [{"key": "mlflow.runName", "value": "a"}]}, save={"run3": "run.info.run_id"})
    p.post(f"{R}/create", {**e, "start_time": 4000}, save={"run4": "run.info.run_id"})
    p.post(f"{R}/create", {**e, "start_time": 5000, "tags": [{"key": "mlflow.user", "value": "someone"}, {"key": "x$", "value": "y"}]})
    p.post(f"{R}/create", {**e, "start_time": 5500, "tags": [{"key": "mlflow.source.name", "value": "train.py"}, {"key": "mlflow.source.type", "value": "LOCAL"}]}, save={"run5": "run.info.run_id"})
    p.post(f"{R}/create", {"experiment_id": "${exp2}", "run_name": "no time"}, instead=NOW)
    p.post(f"{R}/create", {"experiment_id": "999999999", "start_time": 1})
    p.post(f"{R}/create", {"experiment_id": "abc", "start_time": 1})
    p.post(f"{R}/update", {"run_id": "${run}", "status": "FINISHED", "end_time": 9000})
    p.post(f"{R}/update", {"run_id": "${run}", "run_name": "renamed"})
    p.post(f"{R}/update", {"run_id": "${run}", "status": "NOWHERE"})
    p.post(f"{R}/update", {"run_id": "${run}", "status": "RUNNING"})
    p.post(f"{R}/update", {"run_uuid": "${run}", "run_id": "${run}", "status": 4})
    p.post(f"{R}/update", {"run_id": "${run}"})
    p.get(f"{R}/get", {"run_id": "${run}"})
    for path in ("get",):
        p.get(f"{R}/{path}", {"run_id": "0123456789abcdef0123456789abcdef"})
        p.get(f"{R}/{path}", {"run_id": "not a run"})
    for path in ("update", "delete", "restore"):
        p.post(f"{R}/{path}", {"run_id": "0123456789abcdef0123456789abcdef"})


def logging(p):
    r = {"run_id": "${run}"}
    m = {**r, "key": "loss", "timestamp": 100}
    for more in ({"value": 1.5}, {"value": 1.5}, {"value": 0.5, "step": 2, "timestamp": 200}, {"value": 0.7, "step": 1, "timestamp": 300}, {"value": "NaN", "key": "nan"}, {"value": "Infinity", "key": "inf"}, {"value": "-Infinity", "key": "ninf"},
                 {"value": "abc"}, {"value": "1.25", "key": "text"}, {"value": True, "key": "flag"}, {"value": 1, "key": "a$b"}, {"value": 1, "key": "../x"}, {"value": 1, "key": "x" * 251}, {"value": 1, "key": "a/b"},
                 {"value": 1, "step": "3", "key": "textstep"}, {"value": 1, "timestamp": 1.0, "key": "floattime"}, {"value": 1, "timestamp": -1, "key": "before"}, {"value": 1, "step": -1, "key": "before"}, {"value": 1e308, "key": "big"},
                 {"value": 1, "key": "ds", "dataset_name": "d", "dataset_digest": "1"}):
        p.post(f"{R}/log-metric", {**m, **more})
    p.post(f"{R}/log-metric", {**r, "key": "loss", "value": 1})
    p.post(f"{R}/log-metric", {**m})
    for key, value in (("lr", "0.1"), ("lr", "0.1"), ("lr", "0.2"), ("empty", ""), ("a$b", "x"), ("../x", "x"), ("x" * 251, "v"), ("long", "v" * 6001), ("ünï", "模型")):
        p.post(f"{R}/log-parameter", {**r, "key": key, "value": value})
    p.post(f"{R}/log-parameter", {**r, "key": "novalue"})
    for key, value in (("t", "1"), ("t", "2"), ("a$b", "x"), ("x" * 251, "v"), ("long", "v" * 8001), ("mlflow.runName", "through its tag"), ("mlflow.user", "another"), ("mlflow.note.content", "# Note")):
        p.post(f"{R}/set-tag", {**r, "key": key, "value": value})
    p.post(f"{R}/set-tag", {**r, "key": "novalue"})
    p.get(f"{R}/get", r)
    p.post(f"{R}/delete-tag", {**r, "key": "t"})
    p.post(f"{R}/delete-tag", {**r, "key": "t"})
    unknown = {"run_id": "0123456789abcdef0123456789abcdef"}
    p.post(f"{R}/delete-tag", {**unknown, "key": "t"})
    p.post(f"{R}/set-tag", {**unknown, "key": "t", "value": "1"})
    p.post(f"{R}/log-parameter", {**unknown, "key": "t", "value": "1"})
    p.post(f"{R}/log-metric", {**unknown, "key": "t", "value": 1, "timestamp": 1})


def batches(p):
    r = {"run_id": "${run2}"}
    point = lambda index, **more: {"key": f"m{index}", "value": index, "timestamp": 1, "step": 0, **more}
    pair = lambda index: {"key": f"k{index}", "value": str(index)}
    p.post(f"{R}/log-batch", {**r, "metrics": [point(1), point(1, step=2), point(2)], "params": [pair(1), pair(2)], "tags": [pair(1), {"key": "k1", "value": "again"}]})
    p.get(f"{R}/get", r)
    p.post(f"{R}/log-batch", r)
    p.post(f"{R}/log-batch", {**r, "metrics": [], "params": [], "tags": []})
    p.post(f"{R}/log-batch", {**r, "metrics": [point(index) for index in range(1001)]})
    p.post(f"{R}/log-batch", {**r, "params": [pair(index) for index in range(101)]})
    p.post(f"{R}/log-batch", {**r, "tags": [pair(index) for index in range(101)]})
    p.post(f"{R}/log-batch", {**r, "metrics": [point(index) for index in range(901)], "params": [pair(index) for index in range(50)], "tags": [pair(index) for index in range(50)]})
    p.post(f"{R}/log-batch", {**r, "params": [{"key": "z", "value": "1"}, {"key": "z", "value": "1"}]})
    p.post(f"{R}/log-batch", {**r, "params": [{"key": "z", "value": "1"}, {"key": "z", "value": "2"}]})
    p.post(f"{R}/log-batch", {**r, "params": [{"key": "k1", "value": "other"}, {"key": "fresh", "value": "1"}], "metrics": [point(77)]})
    p.get(f"{R}/get", r)
    for broken in ({"metrics": [{"key": "m", "value": 1, "step": 0}]}, {"metrics": [{"key": "m", "timestamp": 1}]}, {"metrics": [{"value": 1, "timestamp": 1}]}, {"metrics": [point(1, key="a$b")]},
                   {"metrics": [point(1, value="NaN")]}, {"metrics": "x"}, {"metrics": {"key": "x"}}, {"metrics": ["x"]}, {"params": [{"value": "1"}]}, {"params": [{"key": "a$b", "value": "1"}]}, {"params": [{"key": "novalue"}]},
                   {"tags": [{"value": "1"}]}, {"tags": [{"key": "a$b", "value": "1"}]}, {"tags": [{"key": "mlflow.runName", "value": "batch"}]}, {"params": [{"key": "p" * 251, "value": "1"}]}, {"params": [{"key": "cut", "value": "v" * 7000}]}, {"tags": [{"key": "cut", "value": "v" * 9000}]}):
        p.post(f"{R}/log-batch", {**r, **broken})
    p.post(f"{R}/create", {"experiment_id": "${exp2}", "start_time": 1, "run_name": "scrap"}, save={"scrap": "run.info.run_id"})
    for broken in ({"metrics": [point(1, value="abc")]}, {"metrics": [point(1, timestamp="abc")]}, {"params": [{"key": "n", "value": 1}]}, {"tags": [{"key": "n", "value": 1}]}):
        p.post(f"{R}/log-batch", {"run_id": "${scrap}", **broken}, instead=SKIPPED)
    p.post(f"{R}/log-batch", {"run_id": "0123456789abcdef0123456789abcdef", "tags": [pair(1)]})
    p.get(f"{R}/get", r)
    model = {"utc_time_created": "2026-01-01", "artifact_path": "model", "flavors": {"python_function": {"loader_module": "x"}}, "run_id": "x"}
    import json
    for text in (json.dumps(model), json.dumps({**model, "artifact_path": "second"}), "{", json.dumps({"flavors": {}}), "[]"):
        p.post(f"{R}/log-model", {**r, "model_json": text})
    p.post(f"{R}/log-model", r)
    p.post(f"{R}/log-model", {"run_id": "0123456789abcdef0123456789abcdef", "model_json": json.dumps(model)})


def histories(p):
    for step in range(12):
        p.post(f"{R}/log-metric", {"run_id": "${run3}", "key": "h", "value": step / 4, "timestamp": 100 + step // 2, "step": step})
    h = {"run_id": "${run3}", "metric_key": "h"}
    p.get("metrics/get-history", h)
    p.get("metrics/get-history", {**h, "max_results": 5}, save={"page": "next_page_token"})
    p.get("metrics/get-history", {**h, "max_results": 5, "page_token": "${page}"})
    for more in ({"max_results": 0}, {"max_results": -1}, {"max_results": 25000}, {"max_results": 50001}, {"metric_key": "none"}, {"run_id": "0123456789abcdef0123456789abcdef"}, {"metric_key": ""}):
        p.get("metrics/get-history", {**h, **more})
    p.get("metrics/get-history", {**h, "max_results": "x"}, instead=SKIPPED)
    p.get("metrics/get-history", {**h, "page_token": "!!"}, instead=(400, "INVALID_PARAMETER_VALUE", "the token's bytes are not shown"))
    bulk = "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
    p.get(bulk, {"run_id": ["${run3}"], "metric_key": "h"})
    p.get(bulk, {"run_id": ["${run3}"], "metric_key": "h", "max_results": 3})
    p.get(bulk, {"run_id": ["${run3}", "nobody"], "metric_key": "none"})
    p.get(bulk, {"metric_key": "h"})
    p.get(bulk, {"run_id": ["${run3}"]})
    p.get(bulk, {"run_id": ["${run3}"] * 101, "metric_key": "h"})
    every = f"{bulk}-interval"
    i = {"run_ids": ["${run3}"], "metric_key": "h"}
    for more in ({}, {"max_results": 4}, {"max_results": 1}, {"start_step": 2, "end_step": 6}, {"start_step": 2}, {"end_step": 5}, {"start_step": 6, "end_step": 2}, {"start_step": 3, "end_step": 11, "max_results": 3}, {"max_results": 0}, {"max_results": 2501}, {"max_results": "x"},
                 {"metric_key": ""}, {"metric_key": "none"}, {"run_ids": ["${run3}"] * 101}, {"run_ids": ["0123456789abcdef0123456789abcdef"]}):
        p.get(every, {**i, **more})
    p.get(every, {"metric_key": "h"})


def inputs(p):
    r = {"run_id": "${run4}"}
    data = lambda name, digest, **more: {"dataset": {"name": name, "digest": digest, "source_type": "local", "source": "{}", **more}}
    p.post(f"{R}/log-inputs", {**r, "datasets": [{**data("train", "1", schema="{}", profile="{\"rows\": 1}"), "tags": [{"key": "mlflow.data.context", "value": "training"}]}, data("train", "1"), data("eval", "2")]})
    p.get(f"{R}/get", r)
    p.post(f"{R}/log-inputs", {**r, "datasets": [{**data("train", "1"), "tags": [{"key": "mlflow.data.context", "value": "again"}]}]})
    p.post(f"{R}/log-inputs", {"run_id": "${run5}", "datasets": [{**data("train", "1", source="another"), "tags": [{"key": "mlflow.data.context", "value": "eval"}, {"key": "other", "value": "1"}]}]})
    p.get(f"{R}/get", {"run_id": "${run5}"})
    for broken in ({"datasets": [{}]}, {"datasets": [{"dataset": {"digest": "1"}}]}, {"datasets": [{"dataset": {"name": "only"}}]}, {"datasets": [data("x" * 501, "1")]}, {"datasets": [data("d", "x" * 37)]}, {"datasets": "x"}, {"datasets": [{**data("d", "4"), "tags": [{"key": "x" * 256, "value": "x"}]}]}, {"datasets": []}, {}):
        p.post(f"{R}/log-inputs", {**r, **broken})
    for broken in ({"datasets": [data("n", 5)]}, {"datasets": [{**data("d", "3"), "tags": [{"value": "x"}]}]}):
        p.post(f"{R}/log-inputs", {"run_id": "${scrap}", **broken}, instead=SKIPPED)
    p.post(f"{R}/log-inputs", {"run_id": "0123456789abcdef0123456789abcdef", "datasets": [data("d", "1")]})
    p.get(f"{R}/get", r)
    s = {"experiment_ids": ["${exp}"], "order_by": ["start_time ASC"]}
    p.words = False
    for text in ("dataset.name = 'train'", "datasets.name = 'eval'", "dataset.digest = '1'", "dataset.context = 'training'", "dataset.context = 'eval'", "dataset.name != 'train'", "dataset.name LIKE 'tr%'", "dataset.name ILIKE 'TR%'", "dataset.name IN ('train', 'eval')",
                 "dataset.name NOT IN ('train')", "dataset.digest IN ('2')", "dataset.context IN ('training')", "dataset.name = 'eval' AND dataset.digest = '1'", "dataset.name = 'train' AND dataset.context = 'eval'", "dataset.bogus = 'x'", "dataset.name > 'x'", "dataset.name = 5", "dataset.name = train"):
        p.post(f"{R}/search", {**s, "filter": text})
    p.words = True


def states(p):
    r = {"run_id": "${run5}"}
    p.post(f"{R}/delete", r)
    p.post(f"{R}/delete", r)
    p.get(f"{R}/get", r)
    for path, more in (("set-tag", {"key": "t", "value": "1"}), ("delete-tag", {"key": "t"}), ("log-parameter", {"key": "t", "value": "1"}), ("log-metric", {"key": "t", "value": 1, "timestamp": 1}), ("log-batch", {"tags": [{"key": "t", "value": "1"}]}), ("update", {"status": "FINISHED"}), ("log-inputs", {"datasets": []}), ("outputs", {"models": [{"model_id": "x", "step": 0}]})):
        p.post(f"{R}/{path}", {**r, **more})
    for view in ("ACTIVE_ONLY", "DELETED_ONLY", "ALL", "NOWHERE"):
        p.post(f"{R}/search", {"experiment_ids": ["${exp}"], "run_view_type": view, "order_by": ["start_time ASC"], "filter": "attributes.start_time > 0"})
    p.post(f"{R}/restore", r)
    p.post(f"{R}/restore", r)
    p.get(f"{R}/get", r)
