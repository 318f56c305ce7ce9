"""How often each frame is right on annotated sentences: `python -m kg.training.frame_shares SHARED`.

The lexicon is not trained, so that the sentences that the network learned from tell of its frames as well as any others.
`confidence` in `seeds/frames` is this share, drawn towards what it was before where there are few statements.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kg.extract import Extractor
from kg.training.annotations import OWN
from kg.training.encoder.weigh import annotated_folders, judged_folder


def shares(extractor: Extractor, folders: list[tuple[Path, Path]], part: str) -> dict[str, tuple[int, int]]:
    """For each frame how many of its statements are right, and how many there are; `folders` hold annotations and texts."""
    found: dict[str, tuple[int, int]] = {}
    for folder, texts in folders:
        for each in judged_folder(extractor, folder, texts, part):
            if each.finding.framed is not None:
                frame = each.finding.framed.statement.frame
                right, count = found.get(frame, (0, 0))
                found[frame] = right + each.right, count + 1
    return found


def lines(found: dict[str, tuple[int, int]]) -> Iterator[str]:
    """A line for each frame, the worst first: share, right, all, frame."""
    for frame, (right, count) in sorted(found.items(), key=lambda item: (item[1][0] / item[1][1], item[0])):
        yield f"{right / count:.2f} {right:5d} {count:5d}  {frame}"


def main() -> None:
    """Prints the shares for the annotations in the folder that is given."""
    folders = annotated_folders(Path(sys.argv[1]), OWN)
    for line in lines(shares(Extractor(), list(folders.values()), "train")):
        click.echo(line)


if __name__ == "__main__":
    main()
