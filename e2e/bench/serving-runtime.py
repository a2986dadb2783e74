"""ONNX Runtime inside MLServer: the runtime that the serving bench's peer loads, one model a folder."""
import numpy as np
import onnxruntime
from mlserver import MLModel
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput


class OnnxModel(MLModel):
    async def load(self) -> bool:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri, options, providers=["CPUExecutionProvider"])
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        (tensor,) = payload.inputs
        features = np.array(tensor.data, dtype=np.float32).reshape(tensor.shape)
        label, probabilities = self.session.run(None, {"features": features})
        return InferenceResponse(model_name=self.name, outputs=[
            ResponseOutput(name="label", datatype="INT64", shape=list(label.shape), data=label.ravel().tolist()),
            ResponseOutput(name="probabilities", datatype="FP32", shape=list(probabilities.shape), data=probabilities.ravel().tolist()),
        ])
