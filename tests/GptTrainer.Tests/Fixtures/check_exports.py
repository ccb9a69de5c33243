"""Holds files that this project writes against the reference libraries, and makes the one that they write:
python3 check_exports.py [DIR]

Needs torch, transformers and safetensors (Debian sid: python3-torch, python3-transformers).
Each exported/{gpt2,llama} is what the trainer exports of the model beside make_fixtures.py, which ExportTests repeats to
the byte: transformers loads it and must give the same logits. written.safetensors is the trainer's writer's, with a
matrix, a vector and an empty tensor. reference.safetensors is written here, with several number formats.
"""
import json
import os
import struct
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM


def check_export(root, name):
    expected = load_file(os.path.join(root, name, "expected.safetensors"))
    model = AutoModelForCausalLM.from_pretrained(os.path.join(root, "exported", name), torch_dtype=torch.float32)
    with torch.no_grad():
        logits = model(expected["ids"].long()).logits
    difference = ((logits - expected["logits"]).norm() / expected["logits"].norm()).item()
    print(f"exported/{name}: {type(model).__name__}, relative difference of the logits {difference:.2e}")
    assert difference < 1e-5


def check_written(path):
    with safe_open(path, "pt") as file:
        assert file.metadata() == {"format": "pt"}
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    assert tensors["matrix"].tolist() == [[1.5, -2.0, 3.0], [0.25, 0.0, 7.0]]
    assert tensors["vector"].tolist() == [3.0, 4.0]
    assert tensors["empty"].shape == (0, 5)
    print("written.safetensors: read by safetensors", ", ".join(f"{name} {list(value.shape)}" for name, value in tensors.items()))


def write_reference(path):
    save_file({
        "matrix": torch.tensor([[1.5, -2.0, 3.0], [0.25, 0.0, 7.0]]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 5),
        "half": torch.ones(3, dtype=torch.float16),
        "brain": torch.ones(3, dtype=torch.bfloat16),
        "ids": torch.arange(4),
        "flags": torch.tensor([True, False]),
        "öffnung/名前": torch.ones(2),
    }, path, metadata={"format": "pt", "note": "a \"quoted\" text"})
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        print("reference.safetensors:", ", ".join(json.loads(file.read(size))))


if __name__ == "__main__":
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    check_written(os.path.join(root, "written.safetensors"))
    for name in ("gpt2", "llama"):
        check_export(root, name)
    write_reference(os.path.join(root, "reference.safetensors"))
