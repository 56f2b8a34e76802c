"""Spectrograms: which frequencies a signal has, frame by frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import KerasLayer, SpatialLayer
from layerhints.rules import (
    Argument,
    Problem,
    Ranks,
    Size,
    Weight,
    agreed,
    at_least,
    choose,
    either,
    factor,
    fixed,
    less,
    negate,
    product,
    require,
    text,
    value_of,
)
from layerhints.rules.fields import choice, flag, setting, size
from layerhints.rules.geometry import window


class STFTSpectrogram(SpatialLayer):
    """The short-time Fourier transform of a signal, computed as a convolution.

    Examples:
        STFTSpectrogram(): B 16000 1 -> B 124 129 | 66048
        STFTSpectrogram("stft"): B 16000 2 -> B 124 516 | 66048
        STFTSpectrogram("real", 200, 80, 256, padding="same", expand_dims=True): B 16000 2 -> B 200 129 2 | 25800
        STFTSpectrogram(data_format="channels_first"): B 2 16000 -> B 258 124 | 66048
        STFTSpectrogram(): B 16 1 !! window-too-large
    Source: https://keras.io/api/layers/preprocessing_layers/audio_preprocessing/stft_spectrogram/
    """

    rank = 1

    mode = choice("log", "magnitude", "psd", "real", "imag", "angle", "stft", default="log")
    frame_length = size(256, label="frame length")
    frame_step = size(None, label="frame step", optional=True)
    fft_length = size(None, label="FFT length", optional=True)
    window = setting("hann")
    periodic = setting(False)
    scaling = choice("density", "spectrum", default="density", absent=True)
    padding = choice("valid", "same", default="valid")
    expand_dims = flag(False)
    data_format = choice("channels_last", "channels_first", default=None, folded=True, setting="data_format")

    def conflicts(self) -> Iterable[Problem]:
        length, step = text(self.frame_length), self.step()
        message = f"a step of {text(step)} is not between 1 and the frame length {length}"
        blame = Argument("frame_length" if self.frame_step is None else "frame_step")
        yield from require(negate(less(self.frame_length, step)), "conflicting-arguments", message, blame)
        yield from require(negate(less(step, 1)), "conflicting-arguments", message, blame)
        if self.fft_length is not None:
            message = f"an FFT of {text(self.fft_length)} is shorter than the frame length {length}"
            shorter = less(self.fft_length, self.frame_length)
            yield from require(negate(shorter), "conflicting-arguments", message, Argument("fft_length"))

    def step(self) -> Size:
        return self.frame_length // 2 if self.frame_step is None else self.frame_step

    def transform_length(self) -> Size:
        """The length of the transform: without `fft_length` the next power of two."""
        if self.fft_length is not None:
            return self.fft_length
        length = value_of(self.frame_length)
        if not isinstance(length, int):
            return length if isinstance(length, Unknown) else Unknown(f"the power of two from {text(length)} on")
        return 1 << (length - 1).bit_length()

    def frequencies(self) -> Size:
        return self.transform_length() // 2 + 1

    def requirements(self, x: Any) -> Iterable[Problem]:
        yield from self.defined((self.channels(x),), "channel axis")
        (steps,) = self.spatial(x)
        message = f"a frame of {text(self.frame_length)} does not fit into {text(steps)} steps"
        yield from require(negate(less(self.frames(x), 1)), "window-too-large", message, Argument("frame_length"))

    def frames(self, x: Any) -> Size:
        (steps,) = self.spatial(x)
        inside = window.unpadded(steps, self.frame_length, self.step())
        return choose(self.padding, valid=inside, same=window.covering(steps, self.step()))

    def output_of(self, x: Any) -> Any:
        bins, channels, frames = self.frequencies(), self.channels(x), self.frames(x)
        if self.mode == "stft":
            bins = bins * 2
        elif isinstance(self.mode, Unknown):
            bins = self.mode
        apart = choose(
            self.data_format,
            channels_last=(x[0], frames, bins, channels),
            channels_first=(x[0], channels, frames, bins),
        )
        return either(self.expand_dims, apart, self.arranged(x[0], (frames,), channels * bins))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        length, bins = factor("frame length", self.frame_length), factor("frequencies", self.frequencies())
        shape = (length, fixed("channels", 1), bins)
        times = product((self.channels(x), self.frames(x)))
        for name, without, because in (
            ("real_kernel", "imag", "the cosines of the transform"),
            ("imag_kernel", "real", "the sines of the transform"),
        ):
            there: Any = self.mode if isinstance(self.mode, Unknown) else self.mode != without
            yield Weight(name, shape, when=there, times=times, because=because)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        if rank == 4 and isinstance(self.data_format, str):
            return choose(
                self.data_format,
                channels_last=("batch", "frames", "frequencies", "channels"),
                channels_first=("batch", "channels", "frames", "frequencies"),
            )
        return super().axis_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"Each frame of {text(self.frame_length)} steps becomes {text(self.frequencies())} frequencies: half of "
            f"the transform's length {text(self.transform_length())}, and one. The sines and cosines are weights; "
            f"`trainable=False` keeps them as they are."
        )


class MelSpectrogram(KerasLayer):
    """The mel spectrogram of a signal: loudness in bands as wide as we hear them.

    Examples:
        MelSpectrogram(): B 16000 -> B 128 32
        MelSpectrogram(sequence_stride=100, num_mel_bins=7): B 1600 -> B 7 17
    Source: https://keras.io/api/layers/preprocessing_layers/audio_preprocessing/mel_spectrogram/
    """

    fft_length = size(2048, label="FFT length")
    sequence_stride = size(512, label="stride")
    sequence_length = size(None, label="sequence length", optional=True)
    window = setting("hann")
    sampling_rate = setting(16000)
    num_mel_bins = size(128, label="mel bands")
    min_freq = setting(20.0)
    max_freq = setting(None)
    power_to_db = setting(True)
    top_db = setting(80.0)
    mag_exp = setting(2.0)
    min_power = setting(1e-10)
    ref_power = setting(1.0)

    def conflicts(self) -> Iterable[Problem]:
        if self.sequence_length is not None:
            message = f"an FFT of {text(self.fft_length)} is shorter than the sequences of {text(self.sequence_length)}"
            shorter = less(self.fft_length, self.sequence_length)
            yield from require(negate(shorter), "conflicting-arguments", message, Argument("sequence_length"))

    def ranks(self) -> Ranks:
        return at_least(1)

    def output_of(self, x: Any) -> Any:
        if isinstance(x, Unknown):
            return Unknown(x.reason)
        if len(x) > 2:
            return Unknown("Keras says otherwise than what comes out of more than one axis beside the batch")
        return (*x[:-1], self.num_mel_bins, self.frames(x[-1]))

    def frames(self, steps: Size) -> Size:
        """One frame around each multiple of the stride."""
        said = (steps + self.sequence_stride + 1) // self.sequence_stride
        return agreed((said, steps // self.sequence_stride + 1), Unknown("Keras says one more than what comes out"))

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return {2: ("batch", "steps"), 3: ("batch", "mel bands", "frames")}.get(rank) or super().axis_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It computes with a fixed transform: there are no parameters."
