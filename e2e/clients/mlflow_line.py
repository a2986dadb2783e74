"""Walks the registration line with the stock MLflow client and prints one line a check.

Environment: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN. Needs mlflow 3, scikit-learn, lightgbm, skl2onnx, onnx, onnxruntime.
Exit code 0 when every check passed.
"""
import hashlib
import os
import tempfile
import uuid
import warnings
from pathlib import Path

os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
warnings.filterwarnings("ignore")

import lightgbm
import mlflow
import numpy as np
import pandas as pd
from mlflow import MlflowClient
from mlflow.models import get_model_info, infer_signature
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from checks import check, end, refused

import logging

logging.getLogger("mlflow").setLevel(logging.ERROR)

def files_of(folder):
    root = Path(folder)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(root.rglob("*")) if path.is_file()}


def train():
    data = load_iris(as_frame=True)
    features = data.data.astype(np.float32)
    return features, data.target, LogisticRegression(max_iter=300).fit(features, data.target)


def experiments(mark):
    name = f"line-{mark}"
    experiment = mlflow.set_experiment(name)
    check("set_experiment makes it", experiment.name == name and experiment.lifecycle_stage == "active")
    check("set_experiment finds it again", mlflow.set_experiment(name).experiment_id == experiment.experiment_id)
    check("search_experiments finds it by name", [one.name for one in mlflow.search_experiments(filter_string=f"name = '{name}'")] == [name])
    return experiment


def logging_line(client, experiment, folder):
    with mlflow.start_run(run_name="first") as run:
        mlflow.log_param("solver", "lbfgs")
        mlflow.log_params({"c": 1.0, "iterations": 300})
        for step, value in enumerate([0.5, 0.75, 0.9]):
            mlflow.log_metric("accuracy", value, step=step)
        mlflow.log_metrics({"loss": 0.2, "odd": float("nan")})
        mlflow.set_tag("stage", "trial")
        mlflow.set_tags({"team": "iris", "kind": "line"})
        note = folder / "note.txt"
        note.write_text("a note\n")
        mlflow.log_artifact(str(note), artifact_path="notes")
        mlflow.log_text("héllo", "texts/grüße.txt")
        mlflow.log_dict({"a": 1}, "config.json")
        (folder / "several").mkdir()
        (folder / "several" / "empty.txt").touch()
        (folder / "several" / "one.csv").write_text("a\n1\n")
        mlflow.log_artifacts(str(folder / "several"), artifact_path="several")
    found = client.get_run(run.info.run_id)
    check("the run is finished", found.info.status == "FINISHED" and found.info.run_name == "first" and found.info.end_time is not None)
    check("params are there", found.data.params == {"solver": "lbfgs", "c": "1.0", "iterations": "300"}, found.data.params)
    check("metrics show the latest", found.data.metrics["accuracy"] == 0.9 and np.isnan(found.data.metrics["odd"]))
    check("tags are there", found.data.tags["team"] == "iris" and found.data.tags["mlflow.runName"] == "first")
    check("metric history has each point", [one.value for one in client.get_metric_history(run.info.run_id, "accuracy")] == [0.5, 0.75, 0.9])
    refused("a changed parameter is refused", lambda: client.log_param(run.info.run_id, "solver", "saga"), "INVALID_PARAMETER_VALUE", "Changing param values is not allowed")
    check("artifacts list at the root", sorted((one.path, one.is_dir) for one in client.list_artifacts(run.info.run_id)) == [("config.json", False), ("notes", True), ("several", True), ("texts", True)])
    check("artifacts list below", [(one.path, one.file_size) for one in client.list_artifacts(run.info.run_id, "notes")] == [("notes/note.txt", 7)])
    check("a text comes back", mlflow.artifacts.load_text(f"runs:/{run.info.run_id}/texts/grüße.txt") == "héllo")
    back = Path(client.download_artifacts(run.info.run_id, "several", str(folder)))
    check("a folder comes back with its empty file", files_of(back) == files_of(folder / "several"))
    rows = mlflow.search_runs(experiment_names=[experiment.name], filter_string="metrics.accuracy > 0.8 and params.solver = 'lbfgs' and tags.team LIKE 'ir%'", order_by=["metrics.accuracy DESC"])
    check("search_runs finds it", list(rows.run_id) == [run.info.run_id])
    check("search_runs leaves it out", mlflow.search_runs(experiment_names=[experiment.name], filter_string="metrics.accuracy > 0.95").empty)
    with mlflow.start_run(run_id=run.info.run_id):
        mlflow.log_metric("later", 1)
    check("a run is taken up again", client.get_run(run.info.run_id).data.metrics["later"] == 1)
    return run


def register_lightgbm(name, data):
    features, target = data
    trees = lightgbm.LGBMClassifier(n_estimators=5, verbose=-1).fit(features, target)
    with mlflow.start_run():
        mlflow.lightgbm.log_model(trees, name="model", registered_model_name=name, signature=infer_signature(features, trees.predict(features)))
    loaded = mlflow.lightgbm.load_model(f"models:/{name}/1")
    check("lightgbm: models:/NAME/1 predicts the same", np.array_equal(loaded.predict(features), trees.predict(features)))
    check("lightgbm: its flavour is told", "lightgbm" in get_model_info(f"models:/{name}/1").flavors)


def register_sklearn(client, name, model, data):
    features, target = data
    example = features.head(3)
    with mlflow.start_run() as run:
        mlflow.log_params({"flavour": "sklearn"})
        mlflow.log_metric("accuracy", float(model.score(features, target)))
        logged = mlflow.sklearn.log_model(model, name="model", registered_model_name=name, signature=infer_signature(features, model.predict(features)), input_example=example)
    version = client.get_model_version(name, "1")
    check("sklearn: version 1 is registered", version.status == "READY" and version.run_id == run.info.run_id and version.source == f"models:/{logged.model_id}", version)
    back = client.get_logged_model(logged.model_id)
    check("sklearn: its logged model is ready and knows its metrics", str(back.status) == "READY" and [one.key for one in back.metrics] == ["accuracy"])
    check("sklearn: its logged model knows its version", '"version"' in back.tags["mlflow.modelVersions"])
    check("sklearn: search_logged_models", [one.model_id for one in mlflow.search_logged_models(experiment_ids=[run.info.experiment_id], output_format="list")] == [logged.model_id])
    loaded = mlflow.sklearn.load_model(f"models:/{name}/1")
    check("sklearn: models:/NAME/1 predicts the same", np.array_equal(loaded.predict(features), model.predict(features)))
    check("sklearn: models:/NAME/latest", np.array_equal(mlflow.pyfunc.load_model(f"models:/{name}/latest").predict(example), model.predict(example)))
    check("sklearn: models:/m-…", mlflow.sklearn.load_model(logged.model_uri).n_features_in_ == 4)
    check("sklearn: runs:/…/model", mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model").n_features_in_ == 4)
    return run, logged


def register_onnx(client, name, model, data):
    features, target = data
    example = features.head(3)
    graph = to_onnx(model, example.to_numpy(), options={"zipmap": False})
    with mlflow.start_run() as run:
        mlflow.log_metric("accuracy", float(model.score(features, target)))
        logged = mlflow.onnx.log_model(graph, name="graph", registered_model_name=name, signature=infer_signature(example, model.predict_proba(example)), input_example=example)
    check("onnx: version 2 is registered", client.get_model_version(name, "2").run_id == run.info.run_id)
    client.set_registered_model_alias(name, "champion", "2")
    check("onnx: the alias resolves", client.get_model_version_by_alias(name, "champion").version == 2 or client.get_model_version_by_alias(name, "champion").version == "2")
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two, tempfile.TemporaryDirectory() as three:
        by_alias = files_of(mlflow.artifacts.download_artifacts(artifact_uri=f"models:/{name}@champion", dst_path=one))
        by_number = files_of(mlflow.artifacts.download_artifacts(artifact_uri=f"models:/{name}/2", dst_path=two))
        by_model = files_of(mlflow.artifacts.download_artifacts(artifact_uri=logged.model_uri, dst_path=three))
    # The client writes this file itself, for the registered URIs only.
    for listing in (by_alias, by_number, by_model):
        listing.pop("registered_model_meta", None)
    check("onnx: the same bytes by alias, number and model id", by_alias == by_number == by_model and "model.onnx" in by_alias, (by_alias, by_number))
    check("onnx: the bytes are the graph's", by_alias.get("model.onnx") == hashlib.sha256(graph.SerializeToString()).hexdigest())
    check("onnx: models:/NAME@champion loads", mlflow.onnx.load_model(f"models:/{name}@champion").graph.name == graph.graph.name)
    info = get_model_info(f"models:/{name}/2")
    check("onnx: get_model_info has the signature", [column.name for column in info.signature.inputs] == list(features.columns))
    return run, logged


def registry_line(client, name, run):
    client.set_registered_model_tag(name, "signalbox.owner", "Irises")
    client.set_model_version_tag(name, "2", "validated", "yes")
    client.update_registered_model(name, description="Iris species")
    client.update_model_version(name, "2", description="as ONNX")
    model = client.get_registered_model(name)
    check("the model has tags, description and aliases", model.tags["signalbox.owner"] == "Irises" and model.description == "Iris species" and "champion" in model.aliases)
    check("the version has tags, description and aliases", (lambda one: one.tags["validated"] == "yes" and one.description == "as ONNX" and one.aliases == ["champion"])(client.get_model_version(name, "2")))
    check("search models by name", [one.name for one in client.search_registered_models(f"name = '{name}'")] == [name])
    check("search models by ILIKE and tag", [one.name for one in client.search_registered_models(f"name ILIKE '{name.upper()}%' and tags.`signalbox.owner` = 'Irises'")] == [name])
    check("search versions by name", [int(one.version) for one in client.search_model_versions(f"name = '{name}'", order_by=["version_number ASC"])] == [1, 2])
    check("search versions by run and tag", [int(one.version) for one in client.search_model_versions(f"run_id = '{run.info.run_id}' and tags.validated = 'yes'")] == [2])
    client.delete_model_version_tag(name, "2", "validated")
    client.delete_model_version_tag(name, "2", "validated")
    check("a deleted tag is gone", "validated" not in client.get_model_version(name, "2").tags)
    refused("an unknown model is a 404", lambda: client.get_registered_model(f"{name}-none"), "RESOURCE_DOES_NOT_EXIST")
    refused("an unknown version is a 404", lambda: client.get_model_version(name, "99"), "RESOURCE_DOES_NOT_EXIST")
    refused("an unknown alias is refused as MLflow does", lambda: client.get_model_version_by_alias(name, "nobody"), "INVALID_PARAMETER_VALUE", "Registered model alias nobody not found.")
    refused("a model twice is refused", lambda: client.create_registered_model(name), "RESOURCE_ALREADY_EXISTS")
    for environment in ("staging", "production"):
        refused(f"the alias {environment} is refused", lambda environment=environment: client.set_registered_model_alias(name, environment, "2"), "PERMISSION_DENIED", "/releases/")
        refused(f"deleting the alias {environment} is refused", lambda environment=environment: client.delete_registered_model_alias(name, environment), "PERMISSION_DENIED")
    check("a stage is a label", client.transition_model_version_stage(name, "1", "staging").current_stage == "Staging")
    check("get_latest_versions by stage", [int(one.version) for one in client.get_latest_versions(name, ["Staging"])] == [1])


def copies_and_ends(client, name, run, logged):
    again = mlflow.register_model(f"runs:/{run.info.run_id}/graph", name)
    check("register_model(runs:/…)", int(again.version) == 3 and again.source == f"models:/{logged.model_id}", again)
    check("register_model(models:/m-…)", int(mlflow.register_model(logged.model_uri, name).version) == 4)
    copied = client.copy_model_version(f"models:/{name}@champion", f"{name}-copy")
    check("copy_model_version", int(copied.version) == 1 and copied.source == f"models:/{name}/2" and copied.run_id == run.info.run_id, copied)
    check("a copy loads", mlflow.onnx.load_model(f"models:/{name}-copy/1") is not None)
    client.delete_model_version(name, "4")
    refused("a deleted version is gone", lambda: client.get_model_version(name, "4"), "RESOURCE_DOES_NOT_EXIST")
    check("its number is not used again", int(mlflow.register_model(logged.model_uri, name).version) == 5)
    client.rename_registered_model(f"{name}-copy", f"{name}-renamed")
    check("a renamed model keeps its versions", client.get_model_version(f"{name}-renamed", "1").source == f"models:/{name}/2")
    client.delete_registered_model_alias(name, "champion")
    refused("a deleted alias is gone", lambda: client.get_model_version_by_alias(name, "champion"), "INVALID_PARAMETER_VALUE")
    client.delete_registered_model(f"{name}-renamed")
    refused("a deleted model is gone", lambda: client.get_registered_model(f"{name}-renamed"), "RESOURCE_DOES_NOT_EXIST")


def large_file(client, run, folder):
    size = 64 * 1024 * 1024
    path = folder / "large.bin"
    block = os.urandom(1024 * 1024)
    with path.open("wb") as out:
        for _ in range(size // len(block)):
            out.write(block)
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    client.log_artifact(run.info.run_id, str(path), "large")
    check("64 MiB are listed with their size", [one.file_size for one in client.list_artifacts(run.info.run_id, "large")] == [size])
    (folder / "back").mkdir()
    back = Path(client.download_artifacts(run.info.run_id, "large/large.bin", str(folder / "back")))
    check("64 MiB come back the same", hashlib.sha256(back.read_bytes()).hexdigest() == expected)
    pd.DataFrame({"x": [1.0, 2.0]}).to_csv(folder / "baseline.csv", index=False)
    client.log_artifact(run.info.run_id, str(folder / "baseline.csv"))
    check("a baseline is accepted after the registration", "baseline.csv" in [one.path for one in client.list_artifacts(run.info.run_id)])


def main():
    mark = uuid.uuid4().hex[:8]
    name = f"iris-{mark}"
    client = MlflowClient()
    features, target, model = train()
    experiment = experiments(mark)
    with tempfile.TemporaryDirectory() as folder:
        run = logging_line(client, experiment, Path(folder))
        register_sklearn(client, name, model, (features, target))
        register_lightgbm(f"{name}-trees", (features, target))
        onnx_run, logged = register_onnx(client, name, model, (features, target))
        registry_line(client, name, onnx_run)
        copies_and_ends(client, name, onnx_run, logged)
        large_file(client, onnx_run, Path(folder))
    client.delete_run(run.info.run_id)
    check("a deleted run says so", client.get_run(run.info.run_id).info.lifecycle_stage == "deleted")
    end()


if __name__ == "__main__":
    main()
