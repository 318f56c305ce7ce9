"""`python -m kg.training SHARED`: trains spaCy's convolutional pipeline into `build/small`, to compare the shipped one with."""

import sys
from pathlib import Path

from kg.errors import UsageError
from kg.training.recipe import check_corpora
from kg.training.small import train_small

OUT, WORK = Path("build/small"), Path("build/training-small")


def main() -> int:
    """Trains; exit status 2 where no folder is named or the corpora are missing."""
    try:
        shared = Path(sys.argv[1])
        check_corpora(shared)
    except (IndexError, UsageError) as error:
        print(f"{error}: name the folder that holds treebanks/, train/ and corpus/", file=sys.stderr)
        return 2
    train_small(shared, OUT, work=WORK)
    return 0


if __name__ == "__main__":
    sys.exit(main())
