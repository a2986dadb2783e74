"""Trains the three small example models. See README.md for their columns and how to run it."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import onnx
import pandas as pd
from onnx import TensorProto, helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss, mean_absolute_error, mean_squared_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from export import DATA_DIR, NUMPY_TYPES, TARGET_OPSET, binary_metrics, finish_graph, run, write_version

HERE = Path(__file__).resolve().parent
SEED = 7
HELD_OUT = 0.3
TAGS = {"signalbox.owner": "Examples", "signalbox.drift_window_seconds": "120"}


class Split(NamedTuple):
    train: pd.DataFrame
    test: pd.DataFrame
    target: str
    how: dict[str, object]


class Version(NamedTuple):
    model: str
    dir: str
    task: str
    kind: str
    split: Callable[[Path], Split]
    inputs: dict[str, str]
    one_hot: list[str]
    estimator: object
    hyperparameters: dict[str, object]
    tags: dict[str, str] = {}
    time_column: str | None = None


def random_split(table: pd.DataFrame, target: str, stratify: bool) -> Split:
    train, test = train_test_split(
        table, test_size=HELD_OUT, random_state=SEED, stratify=table[target] if stratify else None
    )
    how = {"split": f"random, {HELD_OUT} held out", "seed": SEED}
    return Split(train.sort_index(), test.sort_index(), target, how)


def penguins(data: Path) -> Split:
    raw = pd.read_json(data / "penguins.json")
    table = pd.DataFrame(
        {
            "island": raw["Island"],
            "sex": raw["Sex"].map({"MALE": "male", "FEMALE": "female"}).fillna("unknown"),
            "beak_length_mm": raw["Beak Length (mm)"],
            "beak_depth_mm": raw["Beak Depth (mm)"],
            "flipper_length_mm": raw["Flipper Length (mm)"],
            "body_mass_g": raw["Body Mass (g)"],
            "species": raw["Species"],
        }
    ).dropna()
    return random_split(table, "species", stratify=True)


def cars(data: Path) -> Split:
    raw = pd.read_json(data / "cars.json", dtype=False)
    table = pd.DataFrame(
        {
            "cylinders": raw["Cylinders"],
            "displacement": raw["Displacement"],
            "horsepower": raw["Horsepower"],
            "weight_lbs": raw["Weight_in_lbs"],
            "acceleration": raw["Acceleration"],
            "model_year": raw["Year"].str[:4].astype(int),
            "origin": raw["Origin"],
            "miles_per_gallon": raw["Miles_per_Gallon"],
        }
    ).dropna()
    return random_split(table, "miles_per_gallon", stratify=False)


def seattle(data: Path) -> Split:
    raw = pd.read_csv(data / "seattle-weather.csv", parse_dates=["date"])
    table = raw.assign(
        precipitation_mm=raw["precipitation"],
        temp_max_c=raw["temp_max"],
        temp_min_c=raw["temp_min"],
        wind_ms=raw["wind"],
        month=raw["date"].dt.month,
        rain_tomorrow=(raw["precipitation"].shift(-1) > 0).astype(int),
    ).iloc[:-1]
    past = table["date"] < "2015-01-01"
    return Split(table[past], table[~past], "rain_tomorrow", {"split": "2012 to 2014 train, 2015 held out"})


MEASUREMENTS = {"beak_length_mm": "FP32", "beak_depth_mm": "FP32", "flipper_length_mm": "FP32", "body_mass_g": "FP32"}
PLACE = {"island": "STRING", "sex": "STRING"}
CAR = {name: "FP32" for name in ("cylinders", "displacement", "horsepower", "weight_lbs", "acceleration", "model_year")}
WEATHER = {name: "FP32" for name in ("precipitation_mm", "temp_max_c", "temp_min_c", "wind_ms", "month")}
FOREST = {"n_estimators": 40, "max_depth": 4, "random_state": SEED}
LOGISTIC = {"C": 1.0, "max_iter": 2000}
BOOSTING = {"n_estimators": 150, "max_depth": 3, "learning_rate": 0.08, "subsample": 0.8, "random_state": SEED}
SEATTLE_TAGS = {"signalbox.baseline_time": "date", "signalbox.time_zone": "UTC", "signalbox.time_features": "month"}

VERSIONS = [
    Version(
        model="penguin-species",
        dir="v1",
        task="multiclass",
        kind="random forest",
        split=penguins,
        inputs=MEASUREMENTS,
        one_hot=[],
        estimator=RandomForestClassifier(**FOREST),
        hyperparameters=FOREST,
    ),
    Version(
        model="penguin-species",
        dir="v2",
        task="multiclass",
        kind="logistic regression",
        split=penguins,
        inputs={**MEASUREMENTS, **PLACE},
        one_hot=list(PLACE),
        estimator=LogisticRegression(**LOGISTIC),
        hyperparameters=LOGISTIC,
    ),
    Version(
        model="car-mileage",
        dir="v1",
        task="regression",
        kind="gradient-boosted trees",
        split=cars,
        inputs={**CAR, "origin": "STRING"},
        one_hot=["origin"],
        estimator=GradientBoostingRegressor(**BOOSTING),
        hyperparameters=BOOSTING,
    ),
    Version(
        model="seattle-rain",
        dir="v1",
        task="binary",
        kind="logistic regression",
        split=seattle,
        inputs={**WEATHER, "weather": "STRING"},
        one_hot=["weather", "month"],
        estimator=LogisticRegression(**LOGISTIC),
        hyperparameters=LOGISTIC,
        tags=SEATTLE_TAGS,
        time_column="date",
    ),
]


def fit(version: Version, split: Split) -> Pipeline:
    numeric = [name for name in version.inputs if name not in version.one_hot]
    # Scaling in float32 could move a value across a tree's threshold, so trees take numbers as they are.
    scaler = StandardScaler() if isinstance(version.estimator, LogisticRegression) else "passthrough"
    steps = [("numeric", scaler, numeric)]
    if version.one_hot:
        steps.append(("one_hot", OneHotEncoder(handle_unknown="ignore"), version.one_hot))
    return make_pipeline(ColumnTransformer(steps), version.estimator).fit(
        typed(split.train, version), split.train[split.target]
    )


def typed(table: pd.DataFrame, version: Version) -> pd.DataFrame:
    return table[list(version.inputs)].astype({name: NUMPY_TYPES[kind] for name, kind in version.inputs.items()})


def build_graph(version: Version, pipeline: Pipeline) -> onnx.ModelProto:
    """The converted pipeline with outputs [n,1] (a label, a probability or a number) or [n,classes]."""
    tensor = {"FP32": FloatTensorType, "STRING": StringTensorType}
    model = convert_sklearn(
        pipeline,
        initial_types=[(name, tensor[kind]([None, 1])) for name, kind in version.inputs.items()],
        options=None if version.task == "regression" else {"zipmap": False},
        target_opset=TARGET_OPSET,
    )
    graph = model.graph
    first, last = graph.output[0].name, graph.output[-1].name
    if version.task == "binary":
        shapes = {"rain_probability": (TensorProto.FLOAT, 1)}
        graph.initializer.append(helper.make_tensor("rain_class", TensorProto.INT64, [1], [1]))
        graph.node.append(helper.make_node("Gather", [last, "rain_class"], ["rain_probability"], axis=1))
    elif version.task == "multiclass":
        shapes = {"species": (TensorProto.STRING, 1), "probabilities": (TensorProto.FLOAT, len(pipeline.classes_))}
        graph.initializer.append(helper.make_tensor("column", TensorProto.INT64, [2], [-1, 1]))
        graph.node.append(helper.make_node("Reshape", [first, "column"], ["species"]))
        rename_output(graph, last, "probabilities")
    else:
        shapes = {"miles_per_gallon": (TensorProto.FLOAT, 1)}
        rename_output(graph, first, "miles_per_gallon")
    del graph.output[:]
    graph.output.extend(
        helper.make_tensor_value_info(name, kind, ["n", width]) for name, (kind, width) in shapes.items()
    )
    return finish_graph(model, f"{version.model}_{version.dir}".replace("-", "_"))


def rename_output(graph: onnx.GraphProto, old: str, new: str) -> None:
    for node in graph.node:
        node.input[:] = [new if name == old else name for name in node.input]
        node.output[:] = [new if name == old else name for name in node.output]


def columns_of(result: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns as monitoring names them: the tensor's name, or name[i] where it is wider than one."""
    columns = {}
    for name, values in result.items():
        wide = values.shape[1] > 1
        columns.update({f"{name}[{i}]" if wide else name: values[:, i] for i in range(values.shape[1])})
    return columns


def measure(version: Version, split: Split, pipeline: Pipeline, result: dict[str, np.ndarray]) -> dict[str, float]:
    """Metrics of the ONNX answers on the held-out rows, after a check that they are scikit-learn's."""
    truth = split.test[split.target].to_numpy()
    table = typed(split.test, version)
    score = list(result.values())[-1]
    expected = (
        pipeline.predict(table)[:, None]
        if version.task == "regression"
        else pipeline.predict_proba(table)[:, -score.shape[1] :]
    )
    difference = np.abs(score - expected).max() / max(1, np.abs(expected).max())
    if difference > 1e-5 or ("species" in result and (result["species"][:, 0] != pipeline.predict(table)).any()):
        raise SystemExit(f"{version.model} {version.dir}: ONNX differs from scikit-learn by {difference}")
    if version.task == "binary":
        return binary_metrics(truth, score[:, 0])
    if version.task == "multiclass":
        label = result["species"][:, 0]
        score = score.astype(np.float64) / score.sum(axis=1, keepdims=True, dtype=np.float64)
        return {
            "accuracy": accuracy_score(truth, label),
            "macro_f1": f1_score(truth, label, average="macro"),
            "log_loss": log_loss(truth, score, labels=pipeline.classes_),
            "rows": len(truth),
        }
    return {
        "rmse": mean_squared_error(truth, score[:, 0]) ** 0.5,
        "mae": mean_absolute_error(truth, score[:, 0]),
        "r2": r2_score(truth, score[:, 0]),
        "rows": len(truth),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_DIR)
    data = parser.parse_args().data
    for version in VERSIONS:
        split = version.split(data)
        pipeline = fit(version, split)
        model = build_graph(version, pipeline)
        metrics = measure(version, split, pipeline, run(model, split.test, version.inputs))
        answers = columns_of(run(model, split.train, version.inputs))
        known = [version.time_column, *version.inputs] if version.time_column else [*version.inputs]
        write_version(
            HERE / version.model / version.dir,
            model=model,
            inputs=version.inputs,
            outputs={name: "STRING" if values.dtype == object else "FP32" for name, values in answers.items()},
            example=split.train.head(3),
            baseline=split.train[known].assign(**answers),
            time_column=version.time_column,
            metrics=metrics,
            params={
                "model": version.kind,
                **version.hyperparameters,
                **split.how,
                "train_rows": len(split.train),
                "features": len(version.inputs),
            },
            tags={**TAGS, "signalbox.task": version.task, **version.tags},
        )
        print(version.model, version.dir, {name: round(float(value), 4) for name, value in metrics.items()})


if __name__ == "__main__":
    main()
