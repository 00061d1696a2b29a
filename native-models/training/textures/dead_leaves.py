"""Pictures with the statistics of photographs, drawn by chance.

A dead-leaves picture is a pile of shapes whose sizes follow a power law, which gives the edges, the occlusions and the
1/f spectrum of photographs (Lee, Mumford, Huang 2001). Every shape here has its own colour, gradient and texture, and
the textures are noise with natural spectra, stripes, grains and strokes.
"""

import numpy as np
from PIL import Image, ImageDraw

TEXTURE_SIZE = 512


def noise_texture(rng: np.random.Generator, size: int = TEXTURE_SIZE) -> np.ndarray:
    """Tileable grey texture [size, size], mean 0, deviation 1, from a spectrum 1/f^alpha, sometimes with a direction."""
    fy = np.fft.fftfreq(size)[:, None] * size
    fx = np.fft.rfftfreq(size)[None, :] * size
    angle, stretch = rng.uniform(0, np.pi), np.exp(rng.choice([0.0, rng.uniform(-2, 2)]))
    u = (fx * np.cos(angle) + fy * np.sin(angle)) * stretch
    v = (-fx * np.sin(angle) + fy * np.cos(angle)) / stretch
    radius = np.sqrt(u * u + v * v) + 1.0
    alpha = rng.uniform(0.7, 2.0)
    low = rng.choice([1.0, rng.uniform(4, 40)])
    spectrum = radius**-alpha * (1 - np.exp(-((radius / low) ** 2)))
    phase = rng.normal(size=spectrum.shape) + 1j * rng.normal(size=spectrum.shape)
    texture = np.fft.irfft2(spectrum * phase, (size, size))
    texture = (texture - texture.mean()) / (texture.std() + 1e-9)
    kind = rng.integers(5)
    if kind == 1:  # patches with hard edges
        texture = np.where(texture > rng.uniform(-0.7, 0.7), 1.0, -1.0) + 0.2 * texture
    elif kind == 2:  # ridges, like bark, cracks or cloth
        texture = 1.0 - 2.0 * np.minimum(np.abs(texture), 1.0)
    elif kind == 3:  # stripes bent by the noise
        t = np.arange(size) * (2 * np.pi / size)
        waves = int(rng.integers(8, 80))
        across = t[None, :] if rng.random() < 0.5 else t[:, None]
        texture = np.sin(waves * across + texture * rng.uniform(0, 2.5))
    return ((texture - texture.mean()) / (texture.std() + 1e-9)).astype(np.float32)


def texture_bank(rng: np.random.Generator, count: int = 48) -> np.ndarray:
    """[count, 512, 512] of `noise_texture`, half precision to spare memory."""
    return np.stack([noise_texture(rng) for _ in range(count)]).astype(np.float16)


def _leaf(rng: np.random.Generator, draw: ImageDraw.ImageDraw, x: float, y: float, r: float, ink: int) -> None:
    kind = rng.random()
    if kind < 0.35:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=ink)
    elif kind < 0.8:
        corners = int(rng.integers(3, 8))
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radii = r * rng.uniform(0.5, 1.4, corners)
        draw.polygon([(x + p * np.cos(a), y + p * np.sin(a)) for a, p in zip(angles, radii)], fill=ink)
    elif kind < 0.93:  # a bar: twigs, poles, wires
        a, long, thin = rng.uniform(0, np.pi), r * rng.uniform(2, 6), max(1.0, r * rng.uniform(0.05, 0.4))
        dx, dy = np.cos(a), np.sin(a)
        draw.polygon(
            [
                (x + dx * long * s - dy * thin * t, y + dy * long * s + dx * thin * t)
                for s, t in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ],
            fill=ink,
        )
    else:  # a stroke: writing, hair, grass
        turns = np.cumsum(rng.normal(0, 0.7, 6)) + rng.uniform(0, 6.28)
        steps = r * rng.uniform(0.4, 1.2, 6)
        points = np.stack([x + np.cumsum(np.cos(turns) * steps), y + np.cumsum(np.sin(turns) * steps)], 1)
        draw.line([tuple(p) for p in points], fill=ink, width=max(1, int(r * rng.uniform(0.1, 0.5))))


def leaf_map(rng: np.random.Generator, size: int, smallest: float, count: int) -> np.ndarray:
    """[size, size] of leaf numbers; radii follow r^-3 between `smallest` and a third of the picture."""
    image = Image.new("I", (size, size), 0)
    draw = ImageDraw.Draw(image)
    largest = size / 3
    u = rng.random(count)
    radii = (smallest**-2 - u * (smallest**-2 - largest**-2)) ** -0.5
    radii = np.sort(radii)[::-1] * np.exp(rng.normal(0, 0.5, count))  # large ones mostly below, or they would hide all
    for number in range(count):
        x, y = rng.uniform(-0.05, 1.05, 2) * size
        _leaf(rng, draw, x, y, min(radii[number], largest), number + 1)
    return np.asarray(image)


def dead_leaves(rng: np.random.Generator, size: int, bank: np.ndarray) -> np.ndarray:
    """One picture [size, size, 3], float 0..1; edges are smoothed by drawing at twice the size."""
    full = size * 2
    count = int(np.exp(rng.uniform(np.log(60), np.log(2500))))
    leaves = leaf_map(rng, full, rng.uniform(3, 10), count)
    palette = rng.uniform(0.02, 0.98, (4, 3)) ** rng.uniform(0.7, 1.6)
    saturation = rng.uniform(0.2, 1.0)
    base = palette[rng.integers(4, size=count + 1)] + rng.normal(0, 0.16, (count + 1, 1)) + rng.normal(0, 0.06, (count + 1, 3))
    grey = base.mean(1, keepdims=True)
    base = (grey + (base - grey) * saturation).astype(np.float32)
    slope = (rng.normal(0, 0.35, (count + 1, 2)) / full).astype(np.float32)
    strength = (rng.choice([0.0, 0.03, 0.08, 0.16], count + 1) * rng.uniform(0.5, 1.5, count + 1)).astype(np.float32)
    tint = (1 + rng.normal(0, 0.3, (count + 1, 3))).astype(np.float32)
    kinds = rng.integers(len(bank), size=6)[rng.integers(6, size=count + 1)]
    offset = rng.integers(TEXTURE_SIZE, size=(count + 1, 2))
    yy, xx = np.mgrid[0:full, 0:full]
    stride = rng.integers(1, 3)
    grain = bank[
        kinds[leaves],
        ((yy * stride) // 2 + offset[leaves, 0]) % TEXTURE_SIZE,
        ((xx * stride) // 2 + offset[leaves, 1]) % TEXTURE_SIZE,
    ].astype(np.float32) * strength[leaves]
    light = (xx - full / 2) * slope[leaves, 1] + (yy - full / 2) * slope[leaves, 0]
    picture = base[leaves] + light[..., None] + grain[..., None] * tint[leaves]
    lighting = bank[rng.integers(len(bank))][:: TEXTURE_SIZE // 8, :: TEXTURE_SIZE // 8].astype(np.float32)
    lamp = np.asarray(Image.fromarray(lighting).resize((full, full), Image.Resampling.BICUBIC))
    picture = np.clip(picture * (1 + rng.uniform(0, 0.25) * lamp[..., None]), 0, 1)
    return picture.reshape(size, 2, size, 2, 3).mean((1, 3)).astype(np.float32)


def make_pictures(seed: int, count: int, size: int) -> np.ndarray:
    """[count, 3, size, size] of 8-bit pictures, the same for the same seed."""
    rng = np.random.default_rng(seed)
    bank = texture_bank(rng)
    out = np.empty((count, 3, size, size), np.uint8)
    for i in range(count):
        if i % 64 == 63:
            bank = texture_bank(rng, 24)
        out[i] = (dead_leaves(rng, size, bank) * 255 + 0.5).astype(np.uint8).transpose(2, 0, 1)
    return out


def cached_pictures(path, seed: int, count: int, size: int) -> np.ndarray:
    """`make_pictures`, kept in `path` (.npy) between runs and mapped from there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, make_pictures(seed, count, size))
    return np.load(path, mmap_mode="r")
