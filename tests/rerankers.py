"""Models that rerank, for tests: one that is none, and one that a test makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path


class FakeReranker:
    """Scores texts as ``score`` says, by default their length; ``asked`` collects the questions."""

    def __init__(
        self, score: Callable[[str], float] = lambda text: float(len(text)), place: str = "fake"
    ) -> None:
        self.place = place
        self.current = True
        self.asked: list[tuple[str, list[str]]] = []
        self._score = score

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the scores of texts."""
        self.asked.append((question, list(texts)))
        return [self._score(text) for text in texts]

    def is_current(self) -> bool:
        """Whether nobody has said otherwise."""
        return self.current


def write_cross_encoder(folder: Path, labels: int = 1) -> Path:
    """Write a BERT of one layer whose weights are random, as transformers saves it."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast
    from transformers.utils import logging

    folder.mkdir(parents=True)
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    vocabulary += [f"##{letter}" for letter in letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    tokenizer = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=64)
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        initializer_range=0.5,  # so that scores differ by more than their last digits
        num_labels=labels,
    )
    logging.disable_progress_bar()
    BertForSequenceClassification(config).save_pretrained(folder)
    logging.enable_progress_bar()
    return folder
