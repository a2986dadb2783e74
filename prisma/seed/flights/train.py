"""Trains the three versions of flight-delay offline. See README.md for how to run it."""

import argparse
import json
import os
import sys
from pathlib import Path

# One thread, so that sums are added in one order and a rerun gives the same model.
os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import onnx
import pandas as pd
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from export import DATA_DIR, TARGET_OPSET, binary_metrics, finish_graph, run, write_version
from features import AIRPORTS, NUMERIC, ROLLING, add_features, load_flights

HERE = Path(__file__).resolve().parent
TRAIN_FROM, TEST_FROM, TEST_UNTIL = "2001-01-01", "2001-02-15", "2001-03-01"
SAMPLE_WARM_UP, SAMPLE_FROM, SAMPLE_UNTIL = "2001-02-28", "2001-03-02", "2001-03-04"
BASELINE_ROWS, SAMPLE_ROWS, QUIET_SAMPLE_ROWS, SEED = 60_000, 500, 50, 20010101
PRIOR_FLIGHTS = 50
STATISTICS = [f"{side}_{kind}" for side in AIRPORTS for kind in ("late_rate", "log_flights")]
TREES = {"max_iter": 200, "max_leaf_nodes": 15, "learning_rate": 0.1, "min_samples_leaf": 200, "l2_regularization": 1.0}
LOGISTIC = {"C": 1.0, "max_iter": 500}
OUTPUT = "late_probability"
TAGS = {
    "signalbox.owner": "Arrivals",
    "signalbox.task": "binary",
    "signalbox.baseline_time": "departure_time",
    "signalbox.time_zone": "UTC",
    "signalbox.time_features": "local_hour,weekday",
    "signalbox.segment_features": "origin,destination",
    "signalbox.drift_window_seconds": "120",
}


def airport_statistics(train: pd.DataFrame) -> dict[str, tuple[dict[str, float], float]]:
    """Per statistic: its value for each airport seen in training, and the value for any other."""
    overall = train["late"].mean()
    statistics = {}
    for side in AIRPORTS:
        seen = train.groupby(side)["late"].agg(["sum", "count"]).sort_index()
        rate = (seen["sum"] + PRIOR_FLIGHTS * overall) / (seen["count"] + PRIOR_FLIGHTS)
        statistics[f"{side}_late_rate"] = (rate.astype(np.float32).to_dict(), float(np.float32(overall)))
        statistics[f"{side}_log_flights"] = (np.log1p(seen["count"]).astype(np.float32).to_dict(), 0.0)
    return statistics


def matrix(table: pd.DataFrame, numeric: list[str], statistics: dict) -> np.ndarray:
    columns = [table[name].to_numpy(np.float32) for name in numeric]
    for name, (values, unseen) in statistics.items():
        side = name.split("_")[0]
        columns.append(table[side].map(values).fillna(unseen).to_numpy(np.float32))
    return np.column_stack(columns)


def build_graph(name: str, classifier, numeric: list[str], statistics: dict) -> onnx.ModelProto:
    """One [n,1] input a column; airport statistics by LabelEncoder; then the converted classifier."""
    width = len(numeric) + len(statistics)
    core = convert_sklearn(
        classifier,
        initial_types=[("features", FloatTensorType([None, width]))],
        options={"zipmap": False},
        target_opset=TARGET_OPSET,
    )
    lookups = [
        helper.make_node(
            "LabelEncoder",
            [statistic.split("_")[0]],
            [statistic],
            domain="ai.onnx.ml",
            keys_strings=list(values),
            values_floats=list(values.values()),
            default_float=unseen,
        )
        for statistic, (values, unseen) in statistics.items()
    ]
    join = helper.make_node("Concat", [*numeric, *statistics], ["features"], axis=1)
    probabilities = core.graph.output[1].name
    take = helper.make_node("Gather", [probabilities, "late_class"], [OUTPUT], axis=1)
    inputs = [
        helper.make_tensor_value_info(column, TensorProto.STRING if column in AIRPORTS else TensorProto.FLOAT, ["n", 1])
        for column in [*NUMERIC, *AIRPORTS, *numeric[len(NUMERIC) :]]
    ]
    graph = helper.make_graph(
        [*lookups, join, *core.graph.node, take],
        name,
        inputs,
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n", 1])],
        [*core.graph.initializer, helper.make_tensor("late_class", TensorProto.INT64, [1], [1])],
    )
    opsets = [helper.make_opsetid(domain, version) for domain, version in TARGET_OPSET.items()]
    return finish_graph(helper.make_model(graph, opset_imports=opsets), name)


def logistic(width: int):
    clocks = [NUMERIC.index("local_hour"), NUMERIC.index("weekday")]
    rest = [column for column in range(width) if column not in clocks]
    encode = ColumnTransformer([("clocks", OneHotEncoder(), clocks), ("rest", StandardScaler(), rest)])
    return make_pipeline(encode, LogisticRegression(**LOGISTIC))


def trees(_width: int):
    return HistGradientBoostingClassifier(**TREES, early_stopping=False, random_state=SEED)


VERSIONS = {
    "v1": ("logistic regression", logistic, NUMERIC, LOGISTIC),
    "v2": ("gradient-boosted trees", trees, NUMERIC, TREES),
    "v3": ("gradient-boosted trees", trees, [*NUMERIC, *ROLLING], TREES),
}


def train_version(version: str, train: pd.DataFrame, test: pd.DataFrame, baseline: pd.DataFrame) -> tuple:
    kind, make, numeric, hyperparameters = VERSIONS[version]
    statistics = airport_statistics(train)
    features = matrix(train, numeric, statistics)
    classifier = make(features.shape[1]).fit(features, train["late"])
    model = build_graph(f"flight_delay_{version}", classifier, numeric, statistics)

    inputs = {value.name: "STRING" if value.name in AIRPORTS else "FP32" for value in model.graph.input}
    score = run(model, test, inputs)[OUTPUT]
    expected = classifier.predict_proba(matrix(test, numeric, statistics))[:, 1]
    difference = float(np.abs(score[:, 0] - expected).max())
    if score.shape != (len(test), 1) or difference > 1e-5:
        raise SystemExit(f"{version}: ONNX differs from scikit-learn by {difference}")

    metrics = binary_metrics(test["late"].to_numpy(), score[:, 0])
    baseline = baseline[["departure_time", *inputs]].assign(**{OUTPUT: run(model, baseline, inputs)[OUTPUT][:, 0]})
    write_version(
        HERE / version,
        model=model,
        inputs=inputs,
        outputs={OUTPUT: "FP32"},
        example=test.head(3),
        baseline=baseline,
        time_column="departure_time",
        metrics=metrics,
        params={
            "model": kind,
            **hyperparameters,
            "features": len(inputs),
            "airport_statistics": ",".join(STATISTICS),
            "airport_prior_flights": PRIOR_FLIGHTS,
            "label": "delay >= 15 minutes",
            "train_from": TRAIN_FROM,
            "train_until": TEST_FROM,
            "train_rows": len(train),
            "test_from": TEST_FROM,
            "test_until": TEST_UNTIL,
            "seed": SEED,
        },
        tags=TAGS,
    )
    print(
        version, {name: round(float(value), 4) for name, value in metrics.items()}, f"max difference {difference:.1e}"
    )
    return model, inputs


def write_sample(model: onnx.ModelProto, inputs: dict[str, str], flights: pd.DataFrame) -> None:
    """Rows that the streaming replayer must reproduce; each is the only flight with its five identifying values."""
    identity = ["departure_time", "origin", "destination", "distance", "delay"]
    rows = flights[~flights.duplicated(identity, keep=False)]
    rows = rows[(rows["departure_time"] >= SAMPLE_FROM) & (rows["departure_time"] < SAMPLE_UNTIL)]
    quiet = rows[(rows["origin_departures_3h"] == 0) | (rows["destination_arrivals_3h"] == 0)]
    rng = np.random.default_rng(SEED)
    parts = ((quiet, QUIET_SAMPLE_ROWS), (rows.drop(quiet.index), SAMPLE_ROWS - QUIET_SAMPLE_ROWS))
    rows = rows.loc[np.sort(np.concatenate([rng.choice(part.index, size, replace=False) for part, size in parts]))]
    rows = rows.assign(
        departure_time=rows["departure_time"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        **{name: rows[name].astype(np.int64) for name in ("local_hour", "weekday")},
        **{OUTPUT: run(model, rows, inputs)[OUTPUT][:, 0]},
    )
    columns = [*identity, "local_hour", "weekday", *ROLLING, OUTPUT]
    # float() of a float32 prints all of its digits, so a reader gets the same bits back.
    lines = [
        json.dumps({name: float(row[name]) if name in ROLLING or name == OUTPUT else row[name] for name in columns})
        for row in rows[columns].to_dict("records")
    ]
    head = f'{{"warm_up_from": "{SAMPLE_WARM_UP}T00:00:00Z", "until": "{SAMPLE_UNTIL}T00:00:00Z", "rows": [\n'
    (HERE / "feature-sample.json").write_text(head + ",\n".join(lines) + "\n]}\n")
    print("feature sample", len(lines), "rows")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_DIR / "flights-3m.parquet")
    data = parser.parse_args().data
    flights = add_features(load_flights(data, SAMPLE_UNTIL))
    train = flights[flights["departure_time"] < TEST_FROM]
    test = flights[(flights["departure_time"] >= TEST_FROM) & (flights["departure_time"] < TEST_UNTIL)]
    chosen = np.sort(np.random.default_rng(SEED).choice(len(train), BASELINE_ROWS, replace=False))
    baseline = train.iloc[chosen]
    print("train", len(train), "test", len(test), "late in test", round(test["late"].mean(), 4))
    for version in VERSIONS:
        model, inputs = train_version(version, train, test, baseline)
    write_sample(model, inputs, flights)


if __name__ == "__main__":
    main()
