"""Asks a running server as a user of tritonclient does, and prints what came back as JSON.

ask_with_tritonclient.py HOST:PORT MODEL VERSION ROWS, where ROWS is a JSON object of columns.
"""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

address, model, version, rows = sys.argv[1:]
columns = json.loads(rows)
client = triton.InferenceServerClient(address)


def inputs(binary, datatypes=None):
    tensors = []
    for described in client.get_model_metadata(model)["inputs"]:
        name = described["name"]
        datatype = (datatypes or {}).get(name, described["datatype"])
        array = np.array(columns[name], dtype=triton_to_np_dtype(datatype))
        tensors.append(triton.InferInput(name, list(array.shape), datatype))
        tensors[-1].set_data_from_numpy(array, binary_data=binary)
    return tensors


def matrix(binary):
    array = np.array(list(columns.values()), dtype=np.float32).T.copy()
    tensor = triton.InferInput("rows", list(array.shape), "FP32")
    tensor.set_data_from_numpy(array, binary_data=binary)
    return [tensor]


def answer(result):
    arrays = {output["name"]: result.as_numpy(output["name"]) for output in result.get_response()["outputs"]}
    return {
        name: [each.decode() if isinstance(each, bytes) else each for each in array.flatten().tolist()]
        for name, array in arrays.items()
    }


def refusal(ask):
    try:
        ask()
    except InferenceServerException as error:
        return [error.status(), error.message()]


requested = [
    triton.InferRequestedOutput("label", binary_data=True),
    triton.InferRequestedOutput("category", binary_data=False),
]
single_precision = {name: "FP32" for name in columns}
print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "modelReady": client.is_model_ready(model),
            "versionReady": client.is_model_ready(model, version),
            "otherReady": client.is_model_ready("other"),
            "server": client.get_server_metadata(),
            "model": client.get_model_metadata(model, version),
            # All binary: what the client does when it is told nothing.
            "default": answer(client.infer(model, inputs(True))),
            "json": answer(client.infer(model, inputs(False), outputs=[triton.InferRequestedOutput("label", False)])),
            "chosen": answer(client.infer(model, inputs(True), model_version=version, outputs=requested)),
            "single": answer(client.infer(model, inputs(True, single_precision))),
            "matrix": answer(client.infer(model, matrix(True))),
            "matrixJson": answer(client.infer(model, matrix(False))),
            "id": client.infer(model, inputs(True), request_id="42").get_response()["id"],
            "later": answer(client.async_infer(model, inputs(True)).get_result()),
            "unknownModel": refusal(lambda: client.infer("other", inputs(True))),
            "unknownVersion": refusal(lambda: client.get_model_metadata(model, "99")),
            "missingInput": refusal(lambda: client.infer(model, inputs(True)[1:])),
            "unknownOutput": refusal(
                lambda: client.infer(model, inputs(True), outputs=[triton.InferRequestedOutput("logits")])
            ),
            "compressed": refusal(lambda: client.infer(model, inputs(True), request_compression_algorithm="gzip")),
        }
    )
)
