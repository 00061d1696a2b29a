"""The text side: a small CLIP-style byte-level BPE tokenizer and the text encoder's config.

python -m training.t2i.text RUN trains the tokenizer on captions of the drawn world and writes RUN/tokenizer/.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import CLIPTextConfig, CLIPTextModel

from .words import EXTRA_WORDS

LENGTH = 77
BOS, EOS = "<|startoftext|>", "<|endoftext|>"
SPLIT = r"""'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""


def train_tokenizer(texts: list[str], size: int = 1700) -> Tokenizer:
    """Byte-level BPE with the word-end mark </w>, lower-cased, as CLIP's."""
    tokenizer = Tokenizer(models.BPE(continuing_subword_prefix="", end_of_word_suffix="</w>", unk_token=EOS))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(SPLIT), "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=False)])
    tokenizer.decoder = decoders.ByteLevel()
    # Every byte must exist both inside a word and at its end, or unseen characters would have no token.
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=size - 2, initial_alphabet=alphabet, end_of_word_suffix="</w>", min_frequency=2, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    pieces = alphabet + [c + "</w>" for c in alphabet] + [t for t in sorted(model["vocab"], key=model["vocab"].get) if len(t.replace("</w>", "")) > 1]
    vocab = {piece: i for i, piece in enumerate([*pieces, BOS, EOS])}
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in model["merges"]]
    tokenizer.model = models.BPE(vocab=vocab, merges=merges, continuing_subword_prefix="", end_of_word_suffix="</w>", unk_token=EOS)
    tokenizer.add_special_tokens([AddedToken(BOS, normalized=False, special=True), AddedToken(EOS, normalized=False, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing((EOS, vocab[EOS]), (BOS, vocab[BOS]), trim_offsets=False, add_prefix_space=False)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path) -> None:
    """tokenizer.json, and the older vocab.json + merges.txt beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    model = json.loads(tokenizer.to_str())["model"]
    (folder / "vocab.json").write_text(json.dumps(model["vocab"], ensure_ascii=False))
    lines = [" ".join(m) if isinstance(m, list) else m for m in model["merges"]]
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(lines) + "\n")
    special = {"bos_token": BOS, "eos_token": EOS, "unk_token": EOS, "pad_token": EOS}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=1) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps({**special, "do_lower_case": True, "model_max_length": LENGTH, "tokenizer_class": "CLIPTokenizer"}, indent=1) + "\n")


class Words:
    """Text to ids [n, 77]: start token, pieces, end token, then end tokens to the full length."""

    def __init__(self, folder: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(LENGTH)
        end = self.tokenizer.token_to_id(EOS)
        self.tokenizer.enable_padding(length=LENGTH, pad_id=end, pad_token=EOS)

    def __call__(self, texts: list[str]) -> np.ndarray:
        return np.array([e.ids for e in self.tokenizer.encode_batch(texts)], np.int64)


def text_config(vocabulary: int) -> dict:
    return {
        "_class_name": "CLIPTextModel", "architectures": ["CLIPTextModel"], "model_type": "clip_text_model", "vocab_size": vocabulary, "hidden_size": 160,
        "intermediate_size": 480, "num_hidden_layers": 3, "num_attention_heads": 4, "max_position_embeddings": LENGTH, "hidden_act": "quick_gelu",
        "layer_norm_eps": 1e-5, "projection_dim": 160, "bos_token_id": vocabulary - 2, "eos_token_id": vocabulary - 1, "pad_token_id": vocabulary - 1,
    }


def build_text_encoder(config: dict) -> CLIPTextModel:
    """transformers' own class; its output `last_hidden_state` [b, 77, 160] conditions the UNet."""
    return CLIPTextModel(CLIPTextConfig(**{k: v for k, v in config.items() if not k.startswith("_")}, attention_dropout=0.0, attn_implementation="eager"))


def main() -> None:
    from training.world.captions import describe
    from training.world.scene import sample_attributes

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    options = parser.parse_args()
    texts = []
    for seed in range(12000):
        rng = np.random.default_rng([seed, 7])
        texts.append(describe(sample_attributes(rng, "train"), rng))
    tokenizer = train_tokenizer(texts + EXTRA_WORDS * 3)
    save_tokenizer(tokenizer, options.run / "tokenizer")
    sample = Words(options.run / "tokenizer")(["An old-fashioned windmill surrounded by flowers, warm dusk light", "", "Zürich 4K!"])
    print(tokenizer.get_vocab_size(), sample[:, :18])


if __name__ == "__main__":
    main()
