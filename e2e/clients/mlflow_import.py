"""Moves another MLflow server into the console: fills a real one, imports it with breaks, and compares by the stock client.

Environment: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN (the console), and the console's own settings for its command.
Needs mlflow 3 with its server, scikit-learn, pandas. Exit code 0 when every check passed.
"""
import hashlib
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
import warnings
from pathlib import Path

os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
warnings.filterwarnings("ignore")
console_uri = os.environ["MLFLOW_TRACKING_URI"]

import mlflow
import pandas as pd
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from sklearn.linear_model import LogisticRegression

from checks import check, end

logging.getLogger("mlflow").setLevel(logging.ERROR)
mark = uuid.uuid4().hex[:8]
bulk_runs = 150
points = 2500
def until(what, ready, seconds=240):
    """Asks again until it is so; the time is only a bound on hanging."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = ready()
        if found:
            return found
        time.sleep(0.05)
    raise TimeoutError(what)


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except OSError:
        return False


def start_source(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    plain = {**{key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_TRACKING")}, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    server = subprocess.Popen(
        [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--backend-store-uri", f"sqlite:///{folder}/source.db", "--artifacts-destination", f"{folder}/artifacts"],
        env=plain, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    until("the other server", lambda: answers(f"http://127.0.0.1:{port}/health"))
    return server, f"http://127.0.0.1:{port}"


def command(source, *more):
    return ["node", "server/processes/import-mlflow.ts", source, *more]


def run_import(source, *more):
    env = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_TRACKING")}
    done = subprocess.run(command(source, *more), env=env, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def broken_import(source, count, how):
    """Lets it copy some runs more, then ends it."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("MLFLOW_TRACKING")}
    before = count()
    child = subprocess.Popen(command(source), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    until("runs to be copied", lambda: count() >= before + 3 or child.poll() is not None)
    child.send_signal(how)
    text = child.communicate()[0]
    return child.returncode, text, count()


def a_run(client, experiment, name, **more):
    run = client.create_run(experiment, run_name=name, start_time=1_700_000_000_000, **more)
    return run.info.run_id


def fill(source, folder):
    mlflow.set_tracking_uri(source)
    client = MlflowClient(tracking_uri=source)
    main = client.create_experiment(f"moving-{mark}", tags={"area": "airports", "mlflow.note.content": "Flights of a year"})
    bulk = client.create_experiment(f"moving-bulk-{mark}")
    gone = client.create_experiment(f"moving-gone-{mark}")
    parent = a_run(client, main, "parent")
    child = a_run(client, main, "child", tags={"mlflow.parentRunId": parent, "note": "ü"})
    client.log_batch(parent, params=[Param(f"p{index}", str(index)) for index in range(100)])
    client.log_batch(parent, params=[Param(f"q{index}", str(index)) for index in range(30)], tags=[RunTag("kind", "sweep")])
    for start in range(0, points, 1000):
        client.log_batch(child, metrics=[Metric("loss", 1 / (1 + step), 1_700_000_000_000 + step, step) for step in range(start, min(points, start + 1000))])
    client.log_batch(child, metrics=[Metric("auc", 0.5, 1_700_000_000_000, 0), Metric("auc", 0.75, 1_700_000_000_001, 1), Metric("nan", float("nan"), 1, 0), Metric("inf", float("inf"), 1, 0)])
    (folder / "notes.txt").write_text("what was tried")
    (folder / "big.bin").write_bytes(os.urandom(3_000_000))
    client.log_artifact(child, str(folder / "notes.txt"), "deep/er")
    client.log_artifact(child, str(folder / "big.bin"))
    with mlflow.start_run(run_id=child):
        mlflow.log_input(mlflow.data.from_pandas(pd.DataFrame({"x": [1.0, 2.0]}), name="train"), context="training")
        logged = mlflow.sklearn.log_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), name="model", pip_requirements=["scikit-learn"], params={"depth": 3}, input_example=pd.DataFrame({"x": [1.0]}))
        mlflow.log_metric("val_auc", 0.8, step=4, model_id=logged.model_id)
    client.set_terminated(child, "FAILED", end_time=1_700_000_090_000)
    client.set_terminated(parent, end_time=1_700_000_100_000)
    deleted = a_run(client, main, "deleted")
    client.log_metric(deleted, "auc", 0.1)
    client.delete_run(deleted)
    client.log_param(a_run(client, gone, "in a deleted one"), "a", "1")
    client.delete_experiment(gone)
    for index in range(bulk_runs):
        run = client.create_run(bulk, run_name=f"bulk-{index}", start_time=1_700_000_000_000 + index).info.run_id
        client.log_batch(run, metrics=[Metric(key, index / 7, 1, 0) for key in ("a", "b", "c")], params=[Param("index", str(index))])
        client.set_terminated(run)
    name = f"moving-model-{mark}"
    client.create_registered_model(name, tags={"tier": "1"}, description="Will it be late?")
    client.create_model_version(name, f"models:/{logged.model_id}", child, model_id=logged.model_id, tags={"by": "hand"}, description="the first")
    client.create_model_version(name, f"runs:/{child}/deep", child)
    client.create_model_version(name, f"runs:/{child}/deep", child)
    client.create_model_version(name, f"{client.get_run(child).info.artifact_uri}/deep", child)
    client.delete_model_version(name, "3")
    client.transition_model_version_stage(name, "2", "Staging")
    client.set_registered_model_alias(name, "champion", "4")
    client.set_registered_model_alias(name, "production", "1")
    copied, far, clash = f"moving-copy-{mark}", f"moving-far-{mark}", f"moving-clash-{mark}"
    client.copy_model_version(f"models:/{name}/1", copied)
    client.create_registered_model(far)
    client.create_model_version(far, "s3://bucket/path/model", child)
    client.create_registered_model(clash)
    client.create_model_version(clash, "s3://bucket/path/model", child)
    return {"client": client, "main": main, "bulk": bulk, "parent": parent, "child": child, "deleted": deleted, "logged": logged, "name": name, "copied": copied, "far": far, "clash": clash}


def digest_of(folder):
    root = Path(folder)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(root.rglob("*")) if path.is_file()}


def said(run):
    return (run.info.run_name, run.info.status, run.info.start_time, run.info.end_time, run.info.lifecycle_stage, run.info.user_id, str(sorted(run.data.metrics.items())), run.data.params, {key: value for key, value in run.data.tags.items() if key != "mlflow.log-model.history"})


def history_of(client, run, key):
    return [(point.step, point.timestamp, str(point.value)) for point in client.get_metric_history(run, key)]


def compare_runs(there, here, filled):
    for run in ("parent", "child", "deleted"):
        one, other = there.get_run(filled[run]), here.get_run(filled[run])
        check(f"the run {run} is the same, under its id", said(one) == said(other), f"{said(one)}\n     {said(other)}")
    child = filled["child"]
    check(f"all {points} points of a metric", len(history_of(there, child, "loss")) == points and history_of(there, child, "loss") == history_of(here, child, "loss"))
    odd = [[history_of(client, child, key) for key in ("nan", "inf", "auc", "val_auc")] for client in (there, here)]
    check("NaN and infinity", odd[0] == odd[1], odd)
    data = [[(one.dataset.name, one.dataset.digest, [(tag.key, tag.value) for tag in one.tags]) for one in client.get_run(child).inputs.dataset_inputs] for client in (there, here)]
    check("data sets that a run read", len(data[0]) == 1 and data[0] == data[1], data)
    made = [[(one.model_id, one.step) for one in client.get_run(child).outputs.model_outputs] for client in (there, here)]
    check("models that a run made", len(made[0]) == 1 and made[0] == made[1], made)
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        there.download_artifacts(child, "", one)
        here.download_artifacts(child, "", other)
        check("a run's files, byte for byte", len(digest_of(one)) >= 2 and digest_of(one) == digest_of(other), digest_of(other))
    logged = [client.get_logged_model(filled["logged"].model_id) for client in (there, here)]
    # A stock server tells a logged model's NaN as 0; the run's own value counts here.
    models = [(one.name, str(one.status), one.params, one.source_run_id, one.creation_timestamp, sorted((metric.key, metric.value, metric.step) for metric in one.metrics or [] if metric.key != "nan")) for one in logged]
    check("a logged model: name, parameters, metrics, times", models[0] == models[1], models)
    experiments = [client.get_experiment_by_name(f"moving-{mark}") for client in (there, here)]
    check("an experiment: tags and when it was made", experiments[0].tags == experiments[1].tags and experiments[0].creation_time == experiments[1].creation_time, experiments)
    gone = here.get_experiment_by_name(f"moving-gone-{mark}")
    check("a deleted experiment is deleted here", gone is not None and gone.lifecycle_stage == "deleted", gone)
    runs = [{run.info.run_id: said(run) for run in client.search_runs([client.get_experiment_by_name(f"moving-bulk-{mark}").experiment_id], max_results=1000)} for client in (there, here)]
    check(f"{bulk_runs} runs, each once", len(runs[0]) == bulk_runs and runs[0] == runs[1], len(runs[1]))


def version_said(one):
    return (one.version, one.creation_timestamp, one.description, one.tags, one.current_stage, one.run_id, sorted(one.aliases or []))


def compare_registry(there, here, filled):
    name = filled["name"]
    models = [client.get_registered_model(name) for client in (there, here)]
    check("a model: words, tags and when it was made", [(one.description, one.tags, one.creation_timestamp) for one in models[:1]] == [(one.description, one.tags, one.creation_timestamp) for one in models[1:]])
    check("its aliases but for the environment's", models[1].aliases in ({"champion": "4"}, {"champion": 4}), models[1].aliases)
    numbers = [sorted(int(one.version) for one in client.search_model_versions(f"name='{name}'")) for client in (there, here)]
    check("version numbers with their gap", numbers == [[1, 2, 4], [1, 2, 4]], numbers)
    for number in ("1", "2", "4"):
        one, other = [version_said(client.get_model_version(name, number)) for client in (there, here)]
        check(f"version {number}", (*one[:-1], [alias for alias in one[-1] if alias != "production"]) == other, f"{one} {other}")
    check("a version's source names the logged model", here.get_model_version(name, "1").source == f"models:/{filled['logged'].model_id}", here.get_model_version(name, "1").source)
    check("a copied version names what it was copied from", here.get_model_version(filled["copied"], "1").source == f"models:/{name}/1")
    check("a version of another store keeps its address", here.get_model_version(filled["far"], "1").source == "s3://bucket/path/model")
    check("the model that was here stays as it was", here.search_model_versions(f"name='{filled['clash']}'") == [])
    with tempfile.TemporaryDirectory() as folder:
        mlflow.set_tracking_uri(console_uri)
        mlflow.set_registry_uri(console_uri)
        model = mlflow.sklearn.load_model(f"models:/{name}/1", dst_path=folder)
        check("an imported version predicts", list(model.predict([[0.0], [1.0]])) == [0, 1])
    check("the next version gets the next number", here.create_model_version(name, f"runs:/{filled['child']}/deep", filled["child"]).version == "5")


def bulk_count(here):
    found = here.get_experiment_by_name(f"moving-bulk-{mark}")
    return 0 if found is None else len(here.search_runs([found.experiment_id], max_results=1000))


def main():
    here = MlflowClient(tracking_uri=console_uri)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        server, source = start_source(folder)
        try:
            filled = fill(source, folder)
            here.create_registered_model(filled["clash"])
            there = filled["client"]
            code, _, copied = broken_import(source, lambda: bulk_count(here), signal.SIGKILL)
            check("a killed import leaves a part", code != 0 and 0 < copied < bulk_runs, copied)
            code, text, more = broken_import(source, lambda: bulk_count(here), signal.SIGINT)
            check("an interrupted import says how to go on", code == 1 and copied < more < bulk_runs and "goes on from here" in text, f"{code} {more} {text[-400:]}")
            code, text = run_import(source)
            check("the third ends", code == 0, text[-800:])
            check("it says what it left and why", all(part in text for part in ("the alias production of", "only a release moves it", f"the model {filled['clash']}", "is here already")), text[-800:])
            compare_runs(there, here, filled)
            compare_registry(there, here, filled)
            code, text = run_import(source)
            check("once more copies nothing", code == 0 and "Copied nothing" in text, text[-800:])
            late = a_run(there, filled["main"], "late")
            there.log_metric(late, "auc", 0.9)
            there.set_tag(filled["parent"], "kind", "changed")
            code, text = run_import(source)
            check("then what is new, and what has changed", code == 0 and "Copied 2 runs" in text and here.get_run(late).data.metrics == {"auc": 0.9} and here.get_run(filled["parent"]).data.tags["kind"] == "changed", text[-800:])
            check("somebody who is nobody here ends it with 1", run_import(source, "--as", "nobody@example.com")[0] == 1)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait()
    deleted = here.search_runs([here.get_experiment_by_name(f"moving-{mark}").experiment_id], run_view_type=ViewType.DELETED_ONLY)
    check("a deleted run is deleted here", [run.info.run_name for run in deleted] == ["deleted"])
    end()


if __name__ == "__main__":
    main()
