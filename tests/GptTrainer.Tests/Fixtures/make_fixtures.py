"""Makes the reference numbers beside this file: python3 make_fixtures.py [DIR]

Needs torch 2.9 or later, transformers and safetensors (Debian sid: python3-torch, python3-transformers).
Each model's folder has its config.json and model.safetensors as transformers saves them, and expected.safetensors:
inputs, logits, loss, the gradient of every parameter ("gradient." + its name) and the losses of ten AdamW steps.
muon.safetensors has a gradient, what torch's own Muon makes of it, and a weight before and after three steps.
"""
import os
import sys

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

VOCABULARY, CONTEXT, WIDTH, LAYERS, HEADS = 40, 16, 24, 2, 3
STEPS = 10

GPT2 = GPT2Config(
    vocab_size=VOCABULARY, n_positions=CONTEXT, n_embd=WIDTH, n_layer=LAYERS, n_head=HEADS, n_inner=48,
    resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, bos_token_id=0, eos_token_id=0)
LLAMA = LlamaConfig(
    vocab_size=VOCABULARY, max_position_embeddings=CONTEXT, hidden_size=WIDTH, intermediate_size=40,
    num_hidden_layers=LAYERS, num_attention_heads=HEADS, num_key_value_heads=1, rms_norm_eps=1e-5,
    tie_word_embeddings=False, bos_token_id=0, eos_token_id=0)


def scatter(model):
    """Weights far from their start, where every parameter has a gradient worth measuring."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.2 + (1.0 if parameter.dim() == 1 else 0.0))


def loss_of(model, ids, targets):
    logits = model(ids).logits
    return logits, torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


def reference(model, folder):
    torch.manual_seed(7)
    scatter(model)
    model.train()
    os.makedirs(folder, exist_ok=True)
    model.save_pretrained(folder)
    generation = os.path.join(folder, "generation_config.json")
    if os.path.exists(generation):
        os.remove(generation)
    ids = torch.randint(VOCABULARY, (2, CONTEXT))
    targets = torch.randint(VOCABULARY, (2, CONTEXT))
    logits, loss = loss_of(model, ids, targets)
    loss.backward()
    expected = {"ids": ids.float(), "targets": targets.float(), "logits": logits.detach().contiguous(), "loss": loss.detach()}
    for name, parameter in model.named_parameters():
        expected["gradient." + name] = parameter.grad.clone()
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}], lr=1e-3, betas=(0.9, 0.95))
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        _, loss = loss_of(model, ids, targets)
        losses.append(loss.detach())
        loss.backward()
        optimizer.step()
    expected["losses"] = torch.stack(losses)
    save_file(expected, os.path.join(folder, "expected.safetensors"))


def muon(path):
    from torch.optim._muon import _zeropower_via_newtonschulz
    torch.manual_seed(11)
    gradient = torch.randn(12, 20)
    # Muon's own iteration runs in bfloat16; the same formula in float32 is what is compared.
    a, b, c = 3.4445, -4.7750, 2.0315
    x = gradient / (gradient.norm() + 1e-7)
    for _ in range(5):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    assert (x - _zeropower_via_newtonschulz(gradient, (a, b, c), 5, 1e-7).float()).abs().max() < 0.05
    weight = torch.nn.Parameter(torch.randn(12, 20))
    optimizer = torch.optim.Muon([weight], lr=0.02, weight_decay=0.1, momentum=0.95, nesterov=True, adjust_lr_fn="match_rms_adamw")
    before, gradients = weight.detach().clone(), []
    for _ in range(3):
        weight.grad = torch.randn(12, 20)
        gradients.append(weight.grad.clone())
        optimizer.step()
    save_file({"gradient": gradient, "orthogonal": x.contiguous(), "before": before, "gradients": torch.stack(gradients),
               "after": weight.detach().clone()}, path)


if __name__ == "__main__":
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    reference(GPT2LMHeadModel(GPT2), os.path.join(root, "gpt2"))
    reference(LlamaForCausalLM(LLAMA), os.path.join(root, "llama"))
    muon(os.path.join(root, "muon.safetensors"))
