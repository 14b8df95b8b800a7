"""Samples per second of processor time of training the published head with torch, one thread, Adam.

    python torch-train.py < {"layers": {...}, "batch": n, "seconds": s, "flush": bool,
                             "weights": "<file>", "size": n}   ->   {"rate": ...}

layers: inputs, hidden (relu; layers of equal width add up), outputs (linear), mixtures.
weights: f32, layer by layer, matrix [in, out] and then bias.
The loss is the mean negative log-likelihood of a mixture of diagonal normals.
"""
import json
import math
import sys
import time

import torch

job = json.load(sys.stdin)
torch.set_num_threads(1)
torch.set_flush_denormal(job["flush"])
torch.manual_seed(1)
layers, batch = job["layers"], job["batch"]
n, c = layers["inputs"], layers["mixtures"]
widths = [n, *layers["hidden"], layers["outputs"]]
linear = [torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:])]
weights, taken = torch.from_file(job["weights"], size=job["size"]), 0
with torch.no_grad():
    for layer in linear:
        size = layer.weight.numel()
        layer.weight.copy_(weights[taken:taken + size].view(layer.in_features, -1).T)
        layer.bias.copy_(weights[taken + size:taken + size + layer.out_features])
        taken += size + layer.out_features
body = torch.nn.ModuleList(linear)
adam = torch.optim.Adam(body.parameters(), lr=1e-3)
x = torch.rand(16 * batch, n)
target = (x + 0.05 * torch.randn(16 * batch, n)).clamp(0, 1)


def loss_of(x, target):
    for i, layer in enumerate(linear[:-1]):
        y = torch.relu(layer(x))
        x = x + y if 0 < i and y.shape[1] == x.shape[1] else y
    logits, mean, raw = linear[-1](x).split([c, c * n, c * n], 1)
    mean, raw = mean.view(-1, c, n), raw.view(-1, c, n)
    sigma = (torch.nn.functional.elu(raw) + 1).clamp(min=0.01)
    scaled = (target[:, None, :] - mean) / sigma
    density = (-0.5 * scaled.square() - sigma.log() - 0.5 * math.log(2 * math.pi)).sum(2)
    return -(torch.logsumexp(logits + density, 1) - torch.logsumexp(logits, 1)).mean()


at = 0


def run(seconds):
    global at
    begun, done = time.process_time(), 0
    while time.process_time() - begun < seconds:
        rows = slice(at * batch, (at + 1) * batch)
        adam.zero_grad()
        loss = loss_of(x[rows], target[rows])
        loss.backward()
        adam.step()
        at = (at + 1) % 16
        done += batch
    return done / (time.process_time() - begun), loss.item()


run(job["seconds"] / 4)
rate, loss = run(job["seconds"])
print(json.dumps({"rate": rate, "loss": loss, "version": torch.__version__}))
