"""`python -m kg.training SHARED`: trains the small model from the corpora in a folder laid out as docs/evaluation.md says."""

import sys
from pathlib import Path

from kg.resources import PACKAGE
from kg.training.small import train_small

DEFAULT = PACKAGE.parent.parent / "shared"


def main() -> int:
    """Trains into kg/models/small; exit status 1 where the corpora are missing."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not (shared / "treebanks").is_dir():
        print(f"there are no treebanks in {shared}: name the folder that holds treebanks/, train/ and corpus/", file=sys.stderr)
        return 1
    train_small(shared, PACKAGE / "models" / "small", work=Path("build/training"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
