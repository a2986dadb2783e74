"""Makes the models of the serving bench: `python serving-models.py FOLDER` (needs scikit-learn and skl2onnx).

mlp.onnx   features FP32 [n,20] -> label, probabilities: 20-64-32-1
gbdt.onnx  the same by 200 trees of depth 5
rows.json  4,000 of the rows they were fitted on
"""
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.neural_network import MLPClassifier

warnings.filterwarnings("ignore")
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(7)
rows = random.normal(size=(4000, 20)).astype(np.float32)
labels = (rows[:, 0] + rows[:, 1] * rows[:, 2] + random.normal(size=4000) > 0).astype(int)
for name, model in {"mlp": MLPClassifier((64, 32), max_iter=20, random_state=7), "gbdt": GradientBoostingClassifier(n_estimators=200, max_depth=5, subsample=0.3, random_state=7)}.items():
    model.fit(rows, labels)
    graph = convert_sklearn(model, initial_types=[("features", FloatTensorType([None, 20]))], options={id(model): {"zipmap": False}}, target_opset=15)
    (folder / f"{name}.onnx").write_bytes(graph.SerializeToString())
(folder / "rows.json").write_text(json.dumps([[round(float(value), 5) for value in row] for row in rows]))
