"""What the training scripts share: ONNX in, one committed version directory out."""

import json
import os
import shutil
from pathlib import Path

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")

import mlflow.onnx
import numpy as np
import onnx
import onnxruntime
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

SEED_DIR = Path(__file__).resolve().parent
DATA_DIR = SEED_DIR.parents[1] / "node_modules" / "vega-datasets" / "data"
TARGET_OPSET = {"": 21, "ai.onnx.ml": 3}
IR_VERSION = 10
MLFLOW_TYPES = {"FP32": "float", "STRING": "string"}
NUMPY_TYPES = {"FP32": np.float32, "STRING": object}
SERVING_REQUIREMENTS = [
    line
    for line in (SEED_DIR / "requirements.txt").read_text().split()
    if line.split("==")[0] in ("mlflow", "numpy", "onnx", "onnxruntime", "pandas")
]


def finish_graph(model: onnx.ModelProto, name: str) -> onnx.ModelProto:
    """Drops nodes that reach no output, names the row dimension "n", and checks the result."""
    graph = model.graph
    wanted = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if wanted.intersection(node.output):
            kept.append(node)
            wanted.update(node.input)
    del graph.node[:]
    graph.node.extend(reversed(kept))
    initializers = [tensor for tensor in graph.initializer if tensor.name in wanted]
    del graph.initializer[:]
    graph.initializer.extend(initializers)
    for value in [*graph.input, *graph.output]:
        value.type.tensor_type.shape.dim[0].dim_param = "n"
    del graph.value_info[:]
    graph.name = name
    opsets = sorted((opset.domain, opset.version) for opset in model.opset_import)
    del model.opset_import[:]
    model.opset_import.extend(onnx.helper.make_opsetid(domain, version) for domain, version in opsets)
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model


def run(model: onnx.ModelProto, columns: pd.DataFrame, inputs: dict[str, str]) -> dict[str, np.ndarray]:
    """Runs the graph on a table: one [n,1] tensor per input column."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = {name: columns[name].to_numpy(NUMPY_TYPES[kind]).reshape(-1, 1) for name, kind in inputs.items()}
    return dict(zip([output.name for output in session.get_outputs()], session.run(None, feed), strict=True))


def binary_metrics(label: np.ndarray, probability: np.ndarray) -> dict[str, float]:
    """calibration_error: ten bins [k/10, (k+1)/10), sum of |positives - probability sum| over all rows."""
    label = label.astype(np.float64)
    probability = probability.astype(np.float64)
    bins = np.minimum((probability * 10).astype(np.int64), 9)
    gap = np.bincount(bins, weights=label - probability, minlength=10)
    return {
        "roc_auc": roc_auc_score(label, probability),
        "pr_auc": average_precision_score(label, probability),
        "log_loss": log_loss(label, probability),
        "brier": brier_score_loss(label, probability),
        "calibration_error": np.abs(gap).sum() / len(label),
        "rows": len(label),
    }


def write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def write_baseline(path: Path, table: pd.DataFrame, types: dict[str, str], time_column: str | None) -> None:
    arrow_types = {"FP32": pa.float32(), "STRING": pa.string()}
    schema = pa.schema(
        [(name, pa.timestamp("ms") if name == time_column else arrow_types[types[name]]) for name in table.columns]
    )
    arrow = pa.Table.from_pandas(table, schema, preserve_index=False, safe=False).replace_schema_metadata(None)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(arrow, path, compression="zstd", compression_level=19)


def write_version(
    directory: Path,
    *,
    model: onnx.ModelProto,
    inputs: dict[str, str],
    outputs: dict[str, str],
    example: pd.DataFrame,
    baseline: pd.DataFrame,
    time_column: str | None,
    metrics: dict[str, float],
    params: dict[str, object],
    tags: dict[str, str],
) -> None:
    """Writes model/, baseline.parquet, metrics.json, params.json and tags.json, replacing what was there."""
    shutil.rmtree(directory, ignore_errors=True)
    signature = ModelSignature(
        inputs=Schema([ColSpec(MLFLOW_TYPES[kind], name) for name, kind in inputs.items()]),
        outputs=Schema([ColSpec(MLFLOW_TYPES[kind], name) for name, kind in outputs.items()]),
    )
    mlflow.onnx.save_model(
        model,
        str(directory / "model"),
        signature=signature,
        input_example=example[list(inputs)]
        .astype({name: NUMPY_TYPES[kind] for name, kind in inputs.items()})
        .reset_index(drop=True),
        pip_requirements=SERVING_REQUIREMENTS,
        onnx_execution_providers=["CPUExecutionProvider"],
        save_as_external_data=False,
    )
    write_baseline(directory / "baseline.parquet", baseline, {**inputs, **outputs}, time_column)
    write_json(
        directory / "metrics.json",
        {name: value if name == "rows" else round(float(value), 6) for name, value in metrics.items()},
    )
    write_json(directory / "params.json", params)
    write_json(directory / "tags.json", tags)
