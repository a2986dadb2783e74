"""Predictions made elsewhere: posted by requests as a batch scorer and as KServe's logger, and counted for a model that no route names."""
import gzip
import json
import os
import re
import tempfile
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
import requests
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

from checks import check, end

CONSOLE, SERVING, TOKEN = os.environ["SIGNALBOX_URL"], os.environ["SIGNALBOX_SERVING_URL"], os.environ["MLFLOW_TRACKING_TOKEN"]
NAME = f"elsewhere-{int(time.time())}"
OWN = {"Authorization": f"Bearer {TOKEN}"}


class Plain(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        raise NotImplementedError


def call(path):
    answer = requests.get(f"{CONSOLE}/api/v1/{path}", headers=OWN, timeout=30)
    return answer.status_code, answer.json()


def until(ready, seconds=60):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = ready()
        if found:
            return found
        time.sleep(0.1)
    return None


def send(body, headers=None, query=""):
    answer = requests.post(f"{SERVING}/v1/events{query}", data=body, headers={**OWN, **(headers or {})}, timeout=60)
    return answer.status_code, answer.json()


def register(baseline):
    mlflow.set_experiment(NAME)
    signature = ModelSignature(inputs=Schema([ColSpec("float", "amount"), ColSpec("string", "country")]), outputs=Schema([ColSpec("float", "score")]))
    with mlflow.start_run(), tempfile.TemporaryDirectory() as folder:
        mlflow.pyfunc.log_model(name="model", python_model=Plain(), registered_model_name=NAME, signature=signature, pip_requirements=[])
        path = Path(folder) / "baseline.parquet"
        baseline.to_parquet(path)
        mlflow.log_artifact(str(path))


def cloud(kind, event, data, **more):
    headers = {"ce-specversion": "1.0", "ce-id": event, "ce-source": "logger", "ce-type": f"org.kubeflow.serving.inference.{kind}", "ce-inferenceservicename": NAME, "Content-Type": "application/json", **more}
    return send(json.dumps(data), headers)


def live(feature, query=""):
    status, view = call(f"monitoring/{NAME}/distribution?feature={feature}{query}")
    return view["count"]["live"] if status == 200 else 0


def main():
    generator = np.random.default_rng(5)
    base = pd.DataFrame({"amount": generator.normal(size=2000).astype(np.float32), "country": generator.choice(["de", "fr"], 2000)})
    base["score"] = (1 / (1 + np.exp(-base["amount"]))).astype(np.float32)
    register(base)
    check("the baseline is profiled", until(lambda: call(f"models/{NAME}/versions/1")[1]["baseline"]["state"] == "ready"))
    check("nothing is monitored before the first event", call(f"monitoring/{NAME}/drift")[0] == 404)
    check("without a token nothing is taken", requests.post(f"{SERVING}/v1/events", data="{}", timeout=30).status_code == 401)

    amounts = generator.normal(1, 1, size=500).astype(np.float32)
    now = datetime.now(timezone.utc)
    lines = [json.dumps({"model": NAME, "version": "1", "prediction_id": f"p{at}", "timestamp": (now - timedelta(seconds=at)).isoformat(), "inputs": {"amount": float(amount), "country": "de"}, "outputs": {"score": 0.5}}) for at, amount in enumerate(amounts)]
    known = until(lambda: send(lines[0])[1].get("accepted"), 20)
    check("serving knows the version by its baseline", known)
    status, answer = send(gzip.compress("\n".join([*lines, "{", json.dumps({"model": "no-such-model", "inputs": {"a": 1}})]).encode()), {"Content-Encoding": "gzip"})
    check("good lines land, repeats count once, bad ones are named", status == 200 and (answer["accepted"], answer["duplicate"]) == (499, 1) and [(line["line"], line["code"]) for line in answer["rejected"]] == [(501, "invalid_input"), (502, "not_found")], answer)
    check("each row is counted once", until(lambda: live("amount") == 500, 20), live("amount"))
    view = call(f"monitoring/{NAME}/distribution?feature=amount")[1]
    edges = np.array([bin["hi"] for bin in view["bins"][:-1]])
    wanted = np.bincount(np.searchsorted(edges, amounts.astype(np.float64), side="left"), minlength=len(edges) + 1)
    check("on numpy's bins", [bin["live"] for bin in view["bins"]] == wanted.tolist(), view)
    status, drift = call(f"monitoring/{NAME}/drift?windowSeconds=3600")
    check("drift of a model that no route names is there", status == 200 and any(point["psi"] for series in drift["series"] for point in series["points"]), drift)

    tensors = {"inputs": [{"name": "amount", "shape": [2, 1], "datatype": "FP32", "data": [0.5, 1.5]}, {"name": "country", "shape": [2, 1], "datatype": "BYTES", "data": ["de", "nl"]}]}
    reply = {"model_name": NAME, "outputs": [{"name": "score", "shape": [2, 1], "datatype": "FP32", "data": [0.5, 0.8]}]}
    for order in (("request", "response"), ("response", "request")):
        event = str(uuid.uuid4())
        answers = [cloud(kind, event, tensors if kind == "request" else reply) for kind in order]
        check(f"CloudEvents, {order[0]} first", all(status == 200 and answer["accepted"] == 1 for status, answer in answers), answers)
        check("the same again is a duplicate", cloud("request", event, tensors)[1]["duplicate"] == 1)
    event = str(uuid.uuid4())
    cloud("request", event, {"instances": [{"amount": 1.0, "country": "fr"}, {"amount": 2.0, "country": "fr"}, {"amount": 3.0, "country": "fr"}]})
    status, answer = cloud("response", event, {"predictions": [0.1, 0.2, 0.3]})
    check("V1 instances and predictions", status == 200 and answer["accepted"] == 1, answer)
    check("their rows are counted", until(lambda: live("amount") == 507, 20), live("amount"))
    metrics = requests.get(f"{SERVING}/metrics", timeout=30).text
    # With several workers each says its slot.
    check("the metrics tell of them", sum(map(int, re.findall(r'^signalbox_serving_events_total\{(?:slot="\d+",)?outcome="accepted"\} (\d+)$', metrics, re.M))) > 0, metrics)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:  # a suite that breaks off is a failed one
        check("the script runs to its end", False, repr(error))
    end()
