"""How sure the language detector is on single sentences of the sample reports: `python -m tests.bench.languages`."""

import re
import time

from kg.resources import resource
from kg.sources.languages import ENOUGH, SURE, _identifier, detected_language


def main() -> None:
    """Prints how many sentences are told to be English, and the surest mistake."""
    texts = [path.read_text(encoding="utf-8").rpartition("---\n")[2] for path in sorted(resource("seeds", "reports").glob("*.txt"))]
    sentences = [each for text in texts for each in re.split(r"(?<=[.!?])\s+", text) if sum(map(str.isalpha, each)) >= ENOUGH]
    _identifier()
    begun = time.perf_counter()
    told = [_identifier().classify(sentence) for sentence in sentences]
    taken = (time.perf_counter() - begun) / len(sentences)
    wrong = [(float(sureness), code) for code, sureness in told if code != "en"]
    named = sum(detected_language(sentence) not in {None, "en"} for sentence in sentences)
    print(
        f"{len(sentences)} sentences of at least {ENOUGH} letters, {taken * 1000:.2f} ms each: {len(wrong)} are taken for another language,"
    )
    print(f"the surest at {max(wrong, default=(0.0, ''))}; {named} are told to be so, from {SURE} on")
    print(f"whole reports told to be English: {sum(detected_language(text) == 'en' for text in texts)} of {len(texts)}")


if __name__ == "__main__":
    main()
