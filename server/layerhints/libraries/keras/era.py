"""Which Keras a file was written for: its own words decide, then the environment, then the spelling of the call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from layerhints.values.host import Sought

Era: TypeAlias = Literal["keras1", "modern"]

if TYPE_CHECKING:
    from layerhints.libraries.keras.layer_classes import LayerClass
    from layerhints.libraries.keras.session import Session
    from layerhints.values.machine import Machine


def _sought(pattern: str) -> Sought:
    """A pattern that says where words begin; a search that need not look for that begins with their letters."""
    letters = pattern.replace(r"^[ \t]*", "").replace(r"\b", "").replace(r"(?<!\.)", "")
    return Sought(re.compile(pattern, re.MULTILINE), re.compile(letters, re.MULTILINE))


_KERAS_3_WORDS = _sought(r"\bkeras\.(?:ops|saving|random)\b|\bfrom keras import [^\n]*\bops\b|\bKERAS_BACKEND\b")
"""What no Keras before the third has: such a file may well call attributes and parameters of its own as Keras 1 did."""

_KERAS_2_WORDS = _sought(r"\btf_keras\b|\bTF_USE_LEGACY_KERAS\b")
"""How a file asks for the second Keras where the third is installed."""

_LAYER_WORDS_OF_KERAS_1 = (
    r"(?<!\.)\b(?:border_mode|nb_filter|nb_row|nb_col|dim_ordering"
    r"|W_regularizer|b_regularizer|W_constraint|inner_init|forget_bias_init)\s*="
)

_BEFORE_KERAS_3_WORDS = _sought(
    r"\b(?:SGD|RMSprop|Adam|Adagrad|Adadelta|Adamax|Nadam)\([^)\n]*?\blr\s*="
    r"|\bkeras\.layers\.(?:advanced_activations|convolutional|convolutional_recurrent|core|embeddings|local|merge|noise"
    r"|normalization|pooling|recurrent|wrappers)\b|\bkeras\.(?:engine|legacy)\b|\bnp_utils\b"
    r"|\bfrom keras\.layers import [^\n]*\b[mM]erge\b|\b[mM]erge\(\[[^\n]*\bmode\s*=|" + _LAYER_WORDS_OF_KERAS_1
)
"""What Keras 3 refuses and those before it take."""

_KERAS_1_WORDS = _sought(
    _LAYER_WORDS_OF_KERAS_1 + r"|(?<!\.)\b(?:nb_epoch|samples_per_epoch|nb_val_samples)\s*="
    r"|(?<!\.)\binit\s*=\s*['\"]|(?<!\.)\bsubsample\s*=\s*[(\d]"
    r"|\bset_image_dim_ordering\b|\bTimeDistributedDense\b|\bMaxoutDense\b|\bAtrousConvolution[12]D\b"
    r"|^[ \t]*print[ \t]+(?:['\"]|[\w.\[\]]+[ \t]*(?:[,%]|$))"
)
_MODERN_WORDS = _sought(
    r"\bkernel_size\s*=|\bpadding\s*=\s*['\"](?:same|valid|causal)|\bkernel_initializer\s*=|\bepochs\s*="
    r"|\bset_image_data_format\b"
)


def era_of(keras: Session, cls: LayerClass) -> tuple[Era, str]:
    """The era that a call is read in, and the reason as a sentence."""
    if cls.origin.startswith(("tensorflow", "tf_keras")):
        return "modern", "tf.keras has never taken the arguments of Keras 1"
    file = keras.machine.file_here
    if file not in keras.eras:
        keras.eras[file] = _of_file(keras.machine, file)
    era, why = keras.eras[file]
    if era is not None:
        return era, why
    if cls.spelling.startswith(("Convolution", "AtrousConvolution", "Deconvolution")):
        return "keras1", f"`{cls.spelling}` is the name that Keras 1 used, and nothing says that a later Keras is meant"
    return "modern", "nothing in the file or in the environment points to Keras 1"


def installed_major(machine: Machine) -> int | None:
    """The first number of the version of the Keras that runs the file; None where neither that nor the environment
    says it.
    """
    if _asks_for_keras_2(machine):
        return 2
    version = machine.host.distribution("keras")
    return int(version.split(".")[0]) if version is not None and version[:1].isdigit() else None


def major_of(machine: Machine, cls: LayerClass) -> int | None:
    """The same for the Keras that a class of layers comes from."""
    return 2 if cls.origin.startswith("tf_keras") else installed_major(machine)


def runs_with_keras_3(machine: Machine) -> bool:
    """Is Keras 3 installed, and does the file say nothing at which it fails with that? One that does was written for an
    earlier Keras, and what else Keras 3 would not take is no news.
    """
    return installed_major(machine) is not None and may_run_with_keras_3(machine)


def may_run_with_keras_3(machine: Machine) -> bool:
    """The same where it is not known which Keras is installed."""
    return (installed_major(machine) or 3) >= 3 and not _is_refused_by_keras_3(machine)


def precedes_keras_3(keras: Session, cls: LayerClass) -> bool:
    """Is this class of layers certainly one of a Keras before the third?"""
    early = major_of(keras.machine, cls) == 2 or era_of(keras, cls)[0] == "keras1"
    return early or _is_refused_by_keras_3(keras.machine)


def _is_refused_by_keras_3(machine: Machine) -> bool:
    file = machine.file_here
    return bool(file) and machine.host.search(file, _BEFORE_KERAS_3_WORDS) is not None


def _asks_for_keras_2(machine: Machine) -> bool:
    file = machine.file_here
    return bool(file) and machine.host.search(file, _KERAS_2_WORDS) is not None


def _of_file(machine: Machine, file: str) -> tuple[Era | None, str]:
    found = machine.host.search(file, _KERAS_3_WORDS) if file else None
    if found is not None:
        return "modern", f"the file uses `{found.strip()}`, which only Keras 3 has"
    found = machine.host.search(file, _KERAS_1_WORDS) if file else None
    if found is not None:
        word = re.split(r"[\s=]", found.strip())[0]
        if word == "print":
            return "keras1", "the file is written in Python 2 (`print` without brackets), the time of Keras 1"
        return "keras1", f"the file uses `{word}`, a word of Keras 1"
    found = machine.host.search(file, _MODERN_WORDS) if file else None
    if found is not None:
        return "modern", f"the file uses `{found.strip()}`, which Keras 1 does not know"
    version = machine.host.distribution("keras")
    if version is None:
        return None, ""
    numbers = [int(part) for part in re.findall(r"\d+", version)[:2]]
    if numbers and numbers < [2, 4]:
        return "keras1", f"Keras {version} in the environment takes it so"
    if numbers and numbers[0] >= 3 and _is_refused_by_keras_3(machine):
        return None, ""
    return "modern", f"Keras {version} is installed"
