"""nanoGPT's model as a peer of `gpt-trainer bench`: prints 'ready', then one step's milliseconds for each line read;
at the end of its input, its peak memory on standard error.

python3 nanogpt.py --model PATH_OF_NANOGPT/model.py --config A|B|C [--compile] [--threads N]
"""
import argparse
import importlib.util
import resource
import sys
import time

import torch

CONFIGS = {  # layers, heads, width, sequence, batch, vocabulary
    "A": (4, 4, 128, 64, 12, 65),
    "B": (6, 6, 384, 256, 8, 65),
    "C": (12, 12, 768, 256, 1, 50257),
}


def load(path):
    spec = importlib.util.spec_from_file_location("model", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["model"] = module
    spec.loader.exec_module(module)
    return module


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--config", choices=CONFIGS, required=True)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1337)
    layers, heads, width, length, batch, vocabulary = CONFIGS[options.config]
    nanogpt = load(options.model)
    model = nanogpt.GPT(nanogpt.GPTConfig(
        block_size=length, vocab_size=vocabulary, n_layer=layers, n_head=heads, n_embd=width, dropout=0.0, bias=True))
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}], lr=6e-4, betas=(0.9, 0.95), fused=True)
    if options.compile:
        model = torch.compile(model)
    ids, targets = torch.randint(vocabulary, (batch, length)), torch.randint(vocabulary, (batch, length))

    def step():
        _, loss = model(ids, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    for _ in range(3):
        step()
    print("ready", flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        step()
        print((time.perf_counter() - started) * 1e3, flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
