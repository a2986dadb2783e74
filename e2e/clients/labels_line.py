"""Labels by stock `requests`: predictions, what came true of them, and the realised metrics held against scikit-learn on the rows."""

import json
import os
import time
import uuid

import numpy as np
import requests
from sklearn.metrics import accuracy_score, average_precision_score, brier_score_loss, confusion_matrix, f1_score, log_loss, roc_auc_score

from checks import check, run, until

CONSOLE, SERVING = os.environ["SIGNALBOX_URL"], os.environ["SIGNALBOX_SERVING_URL"]
HEADERS = {"Authorization": f"Bearer {os.environ['MLFLOW_TRACKING_TOKEN']}"}
# A binary model of the demo that nobody else labels.
MODEL = "seattle-rain"


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def predict(generator, inputs, rows, own=None):
    def data(datatype):
        return [str(x) for x in generator.choice(["sun", "rain", "fog"], rows)] if datatype == "BYTES" else [float(x) for x in np.float32(generator.normal(8, 6, rows))]

    tensors = [{"name": one["name"], "datatype": one["datatype"], "shape": [rows, 1], "data": data(one["datatype"])} for one in inputs]
    body = {"inputs": tensors, **({"parameters": {"prediction_id": own}} if own else {})}
    answer = requests.post(f"{SERVING}/v2/models/{MODEL}/infer", json=body, timeout=30)
    answer.raise_for_status()
    found = answer.json()
    scores = next(output for output in found["outputs"] if output["name"] == "rain_probability")["data"]
    return found["parameters"]["prediction_id"], scores


def send(lines, headers=HEADERS):
    return requests.post(f"{SERVING}/v1/labels", data="\n".join(json.dumps(line) for line in lines), headers={**headers, "Content-Type": "application/x-ndjson"}, timeout=60)


def quality(started):
    answer = requests.get(f"{CONSOLE}/api/v1/monitoring/{MODEL}/quality", params={"from": stamp(started - 60), "to": stamp(time.time() + 60)}, headers=HEADERS, timeout=30)
    return answer.json() if answer.status_code == 200 else {"whole": {"labelled": -1}, "said": answer.text}


def main():
    check("the model serves", until(lambda: requests.get(f"{SERVING}/v2/models/{MODEL}/ready", timeout=5).status_code == 200, 180))
    inputs = requests.get(f"{SERVING}/v2/models/{MODEL}", timeout=10).json()["inputs"]
    generator = np.random.default_rng(11)
    started = time.time()
    lines, scores = [], []
    for rows, own in [(1, None)] * 20 + [(40, None)] * 10 + [(300, None), (25, f"own-{uuid.uuid4()}")]:
        prediction, found = predict(generator, inputs, rows, own)
        check("an id of the client's own comes back", own in (None, prediction), prediction) if own else None
        lines += [{"prediction_id": f"{prediction}#{row}" if rows > 1 else prediction} for row in range(rows)]
        scores += found
    scores = np.array(scores)
    labels = (generator.random(len(scores)) < 0.15 + 0.6 * scores).astype(int)
    wrong = 1 - labels[:30]

    check("labels need a token", send([], headers={}).status_code == 401)
    first = send([{**line, "label": int(label)} for line, label in zip(lines[:30], wrong)]).json()
    check("labels are accepted", first == {"accepted": 30, "duplicate": 0, "rejected": []}, first)
    again = send([{**line, "label": bool(label)} for line, label in zip(lines[:30], wrong)]).json()
    check("a repeat is a duplicate", again == {"accepted": 0, "duplicate": 30, "rejected": []}, again)
    whole = [{**line, "label": int(label), "timestamp": stamp(time.time())} for line, label in zip(lines, labels)]
    shuffled = [whole[at] for at in generator.permutation(len(whole))]
    rest = send(shuffled).json()
    check("a correction takes the old label back and counts", rest == {"accepted": len(lines), "duplicate": 0, "rejected": []}, rest)
    receipt = lines[0]["prediction_id"]
    forged = receipt[:50] + ("A" if receipt[50] != "A" else "B") + receipt[51:]
    poison = send([{"prediction_id": forged, "label": 1}, {**lines[0], "label": int(labels[0])}, {**lines[0], "label": "rain"}, {"prediction_id": receipt[:-3], "label": 1}, {"label": 1}]).json()
    check("bad lines are named, good ones land", poison["duplicate"] == 1 and [one["line"] for one in poison["rejected"]] == [1, 3, 4, 5] and all(one["code"] and one["detail"] for one in poison["rejected"]), poison)

    found = until(lambda: (lambda view: view if view["whole"]["labelled"] == len(lines) and view["whole"]["predictions"] >= len(lines) else None)(quality(started)))
    check("every label counts once, in the window of its prediction", found is not None, quality(started)["whole"])
    if not found:
        return
    realised, predicted = found["whole"]["realised"], (scores >= 0.5).astype(int)
    wanted = {
        "accuracy": accuracy_score(labels, predicted), "f1": f1_score(labels, predicted), "brier": brier_score_loss(labels, scores), "logLoss": log_loss(labels, np.column_stack([1 - scores, scores])),
    }
    for name, value in wanted.items():
        check(f"{name} equals scikit-learn's on the rows", abs(realised[name] - value) <= 1e-9 * max(1, abs(value)), (realised[name], value))
    auc = roc_auc_score(labels, scores)
    check("ROC AUC is within its bound of scikit-learn's", abs(realised["rocAuc"] - auc) <= realised["rocAucHalfWidth"] + 1e-12 and realised["rocAucHalfWidth"] < 0.01, (realised, auc))
    check("average precision is close to scikit-learn's", abs(realised["averagePrecision"] - average_precision_score(labels, scores)) < 0.02, realised)
    cells = {(int(cell["predicted"]), int(cell["actual"])): cell["rows"] for cell in found["whole"]["confusion"]}
    matrix = confusion_matrix(labels, predicted)
    check("the confusion equals scikit-learn's", all(cells.get((p, a), 0) == matrix[a][p] for p in (0, 1) for a in (0, 1)), (cells, matrix))
    estimated = found["whole"]["estimated"]
    check("the estimate stands beside it with its band", estimated["accuracy"]["lo"] < estimated["accuracy"]["value"] < estimated["accuracy"]["hi"], estimated)


run(main)
