"""Where a model's tensors come from: safetensors files, or nowhere (random ones).

A layer takes its tensors by name and shape; whoever built the model then asks for what is left.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

from engine.errors import BadWeights


class Weights(Protocol):
    """A source of tensors."""

    def take(self, name: str, *shape: int) -> Tensor:
        """The tensor of that name; another shape is an error."""

    def __contains__(self, name: str) -> bool: ...


class RandomWeights:
    """Tensors of a seed: a name and shape have the same numbers whatever was taken before."""

    def __init__(self, seed: int, dtype: torch.dtype, device: str = "cpu") -> None:
        self.seed = seed
        self.dtype = dtype
        self.device = device

    def take(self, name: str, *shape: int) -> Tensor:
        """Norms around one; matrices whose output is about as large as their input."""
        generator = torch.Generator(self.device).manual_seed(self.seed * 1_000_003 + hash_of(name))
        drawn = torch.randn(shape, generator=generator, device=self.device)
        if len(shape) == 1:
            return (1 + 0.1 * drawn).to(self.dtype)
        return (drawn * shape[-1] ** -0.5).to(self.dtype)

    def __contains__(self, name: str) -> bool:
        return False  # there is no tensor a model does not ask for


def hash_of(name: str) -> int:
    """A hash that is the same in every process."""
    found = 0
    for byte in name.encode():
        found = (found * 1_000_003 + byte) % (1 << 31)
    return found


class SavedWeights:
    """The tensors of a folder of safetensors files, read when they are taken."""

    def __init__(self, folder: Path, dtype: torch.dtype, device: str = "cpu") -> None:
        self.dtype = dtype
        self.device = device
        self.files = files_of(folder)
        self.left = set(self.files)

    def take(self, name: str, *shape: int) -> Tensor:
        """The tensor, in the engine's number format; missing or of another shape is an error."""
        if name not in self.files:
            raise BadWeights(f"The weights lack {name}.")
        found = read(self.files[name], name)
        if tuple(found.shape) != shape:
            raise BadWeights(f"{name} has the shape {list(found.shape)}, not {list(shape)}.")
        self.left.discard(name)
        return found.to(self.device, self.dtype)

    def __contains__(self, name: str) -> bool:
        return name in self.files

    def finish(self) -> None:
        """Every tensor must have been taken: one left over means another model than we built."""
        left = sorted(name for name in self.left if not name.endswith("rotary_emb.inv_freq"))
        if left:
            more = f" and {len(left) - 3} more" if len(left) > 3 else ""
            raise BadWeights(
                f"The weights hold tensors no layer takes: {', '.join(left[:3])}{more}."
            )


def files_of(folder: Path) -> Mapping[str, Path]:
    """For each tensor the file that holds it."""
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return dict(names_in(folder, "model.safetensors"))
    try:
        named: dict[str, str] = json.loads(index.read_text(encoding="utf-8"))["weight_map"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise BadWeights(f"{index} is not an index of safetensors files: {error!r}.") from None
    found: dict[str, Path] = {}
    for file in sorted(set(named.values())):
        found.update(names_in(folder, file))
    for name, file in named.items():
        if found.get(name) != folder / file:
            raise BadWeights(f"{index.name} says {name} is in {file}, and it is not.")
    return found


def names_in(folder: Path, file: str) -> Iterator[tuple[str, Path]]:
    """The tensors of one file."""
    from safetensors import SafetensorError, safe_open

    path = folder / file
    if not path.exists():
        raise BadWeights(f"The model folder {folder} lacks {file}.")
    try:
        with safe_open(path, framework="pt") as tensors:
            yield from ((name, path) for name in tensors.keys())  # noqa: SIM118 - no mapping
    except SafetensorError as error:
        raise BadWeights(f"{path} is cut off or no safetensors file: {error}.") from None


def read(path: Path, name: str) -> Tensor:
    """One tensor of a file."""
    from safetensors import safe_open

    with safe_open(path, framework="pt") as tensors:
        return tensors.get_tensor(name)
