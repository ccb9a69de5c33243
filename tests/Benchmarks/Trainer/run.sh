#!/usr/bin/env bash
# Times the trainer's step on three models: tests/Benchmarks/Trainer/run.sh GPT_TRAINER
# PEER='python3 tests/Benchmarks/Trainer/nanogpt.py --model DIR/model.py' times another program step by step in turn;
# it is called with --config A, B or C.
set -euo pipefail
trainer=$1
steps=${STEPS:-20}

bench() {
    local name=$1 description=$2
    shift 2
    echo "$name: $description"
    "$trainer" bench --steps "$steps" ${PEER:+--peer "$PEER --config $name"} "$@"
    echo
}

bench A "4 layers, 4 heads, 128 wide, sequences of 64, batch of 12" --preset nano --batch 12
bench B "6 layers, 6 heads, 384 wide, sequences of 256, batch of 8" --preset micro --batch 8
bench C "GPT-2 124M, sequences of 256, batch of 1" --preset small --context 256 --batch 1 --vocabulary 50257
