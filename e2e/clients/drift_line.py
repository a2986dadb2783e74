"""The line by stock clients: register, baseline, promote, send rows, and hold PSI and JS against scipy on the raw rows."""

import json
import os
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import mlflow
import numpy as np
import onnx
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema
from onnx import TensorProto, helper
from scipy.spatial.distance import jensenshannon

from checks import check, run, until

CONSOLE, SERVING = os.environ["SIGNALBOX_URL"], os.environ["SIGNALBOX_SERVING_URL"]
SCIENTIST, APPROVER = os.environ["MLFLOW_TRACKING_TOKEN"], os.environ["SIGNALBOX_APPROVER_TOKEN"]
NAME = f"drift-line-{int(time.time())}"
def call(method, path, token=SCIENTIST, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{CONSOLE}/api/v1/{path}", data, method=method)
    request.add_header("Authorization", f"Bearer {token}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def tiny_model():
    """amount FP32 [n,1], country string [n,1] -> score FP32 [n,1] = sigmoid(amount)."""
    columns = [helper.make_tensor_value_info("amount", TensorProto.FLOAT, ["n", 1]), helper.make_tensor_value_info("country", TensorProto.STRING, ["n", 1])]
    kept = helper.make_node("Identity", ["country"], ["country_out"])
    score = helper.make_node("Sigmoid", ["amount"], ["score"])
    outputs = [helper.make_tensor_value_info("score", TensorProto.FLOAT, ["n", 1]), helper.make_tensor_value_info("country_out", TensorProto.STRING, ["n", 1])]
    graph = helper.make_graph([score, kept], "tiny", columns, outputs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def register(baseline):
    mlflow.set_experiment(NAME)
    signature = ModelSignature(
        inputs=Schema([ColSpec("float", "amount"), ColSpec("string", "country")]),
        outputs=Schema([ColSpec("float", "score"), ColSpec("string", "country_out")]),
    )
    with mlflow.start_run(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "baseline.parquet"
        baseline.to_parquet(path)
        mlflow.log_metric("roc_auc", 0.9)
        mlflow.onnx.log_model(tiny_model(), name="model", registered_model_name=NAME, signature=signature)
        mlflow.log_artifact(str(path))
    client = mlflow.MlflowClient()
    client.set_model_version_tag(NAME, "1", "signalbox.drift_window_seconds", "60")


def frozen_edges(values):
    ordered = np.sort(values)
    picks = [ordered[int(np.ceil(k / 10 * len(ordered))) - 1] for k in range(1, 10)]
    edges = sorted(set(picks))
    return np.array([edge for edge in edges if edge != ordered[-1]])


def shares(reference, current):
    return reference / reference.sum(), current / current.sum()


def fill(share):
    smallest = share[share > 0].min()
    return np.where(share == 0, smallest / 1e6 if smallest <= 1e-4 else 1e-4, share)


def psi(reference, current):
    r, c = (fill(share) for share in shares(reference, current))
    return float(np.sum((r - c) * np.log(r / c)))


def close(got, wanted):
    return got is not None and abs(got - wanted) <= max(1e-9 * abs(wanted), 1e-7 if wanted < 1e-3 else 0)


def infer(amounts, countries):
    body = {"inputs": [
        {"name": "amount", "datatype": "FP32", "shape": [len(amounts), 1], "data": [float(x) for x in amounts]},
        {"name": "country", "datatype": "BYTES", "shape": [len(countries), 1], "data": list(countries)},
    ]}
    request = urllib.request.Request(f"{SERVING}/v2/models/{NAME}/infer", json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def counts_of(labels, values):
    return np.array([np.sum(values == label) for label in labels], dtype=float)


def main():
    generator = np.random.default_rng(7)
    base = pd.DataFrame({"amount": generator.normal(size=5000).astype(np.float32), "country": generator.choice(["de", "fr", "us"], 5000, p=[0.5, 0.3, 0.2])})
    base["score"] = (1 / (1 + np.exp(-base["amount"]))).astype(np.float32)
    base["country_out"] = base["country"]
    register(base)
    version = until(lambda: (lambda v: v if v[1].get("baseline", {}).get("state") == "ready" else None)(call("GET", f"models/{NAME}/versions/1")))
    check("the baseline of a stock client's run is profiled", version is not None, call("GET", f"models/{NAME}/versions/1"))
    check("with all its rows", version and version[1]["baseline"]["rows"] == 5000)

    status, release = call("POST", "releases", body={"model": NAME, "version": 1, "environment": "production", "comment": "by a script"})
    check("a promotion is requested", status == 201, release)
    decision = {"decision": "approve", "evidenceDigest": release["evidenceDigest"]}
    status, answer = call("POST", f"releases/{release['id']}/decision", body=decision)
    check("the requester may not approve", status == 403, answer)
    status, answer = call("POST", f"releases/{release['id']}/decision", APPROVER, decision)
    check("an approver may", status == 200, answer)
    status, answer = call("POST", f"releases/{release['id']}/decision", APPROVER, decision)
    check("once", status == 409 and answer["code"] == "already_decided" and answer.get("decidedBy"), answer)
    until(lambda: serving_ready())
    check("serving follows", serving_ready())

    # No baseline value, no edge and no new label is left out: a shift, new countries and an empty bin's worth of rows.
    amounts = generator.normal(0.4, 1.2, size=3000).astype(np.float32)
    countries = generator.choice(["de", "fr", "us", "nl", "be"], 3000, p=[0.3, 0.3, 0.2, 0.15, 0.05])
    started = time.time()
    for start in range(0, 3000, 500):
        infer(amounts[start:start + 500], countries[start:start + 500])
    first, last = started - 60, time.time() + 60
    query = f"from={stamp(first)}&to={stamp(last)}"

    def distribution(feature):
        status, found = call("GET", f"monitoring/{NAME}/distribution?feature={feature}&{query}")
        return found if status == 200 and found["count"]["live"] == 3000 else None

    amount = until(lambda: distribution("amount"), 20)
    check("every row is counted within seconds", amount is not None, call("GET", f"monitoring/{NAME}/distribution?feature=amount&{query}"))
    edges = frozen_edges(base["amount"].to_numpy())
    wanted = [np.bincount(np.searchsorted(edges, values.astype(np.float64), side="left"), minlength=len(edges) + 1).astype(float) for values in (base["amount"].to_numpy(), amounts)]
    check("numeric bins equal numpy's, baseline and live", amount and [b["baseline"] for b in amount["bins"]] == wanted[0].tolist() and [b["live"] for b in amount["bins"]] == wanted[1].tolist(), amount)
    country = distribution("country")
    by_label = {b["value"]: b for b in country["bins"]}
    check("categories and new labels are counted by name", all(by_label[label]["live"] == int(np.sum(countries == label)) for label in ["de", "fr", "us", "nl", "be"]), country)

    def whole_window():
        status, found = call("GET", f"monitoring/{NAME}/drift?{query}&windowSeconds=600&stepSeconds=10")
        points = {s["feature"]: s["points"] for s in found.get("series", [])} if status == 200 else {}
        return points if points and max(p["count"] for p in points["amount"]) == 3000 else None

    series = until(whole_window, 10)
    check("a trailing window holds every row", series is not None)
    if series:
        point = max(series["amount"], key=lambda p: p["count"])
        check("PSI of a numeric column equals the definition", close(point["psi"], psi(*wanted)), (point, psi(*wanted)))
        check("JS distance of a numeric column equals scipy", close(point["js"], float(jensenshannon(*shares(*wanted), base=2))), point)
        labels = sorted(set(base["country"]) | set(countries))
        r, c = counts_of(labels, base["country"].to_numpy()), counts_of(labels, countries)
        point = max(series["country"], key=lambda p: p["count"])
        check("PSI over the union of labels equals the definition", close(point["psi"], psi(r, c)), (point, psi(r, c)))
        check("JS distance over the union of labels equals scipy", close(point["js"], float(jensenshannon(*shares(r, c), base=2))), point)
    status, problem = call("GET", f"monitoring/{NAME}/drift?windowSeconds=7.5")
    check("a width that is no multiple of the base is refused", status == 400 and problem["code"] == "invalid_input", problem)
    status, problem = call("GET", "monitoring/no-such-model/drift")
    check("an unserved model is not found", status == 404, problem)


def serving_ready():
    try:
        with urllib.request.urlopen(f"{SERVING}/v2/models/{NAME}/ready", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


run(main)
