"""Make layerhints.vsix: the built extension, and a server that runs without any pip install.

    python3 package.py [--target TARGET] [--out FILE]

A .vsix is a zip file with two small tables of contents. Nothing in it depends on when or where it was made.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

#: What the editor calls a platform, and the platforms (in order of preference) whose wheels run there.
TARGETS = {
    "linux-x64": ["manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64", "manylinux_2_5_x86_64"],
    "linux-arm64": ["manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"],
    "alpine-x64": ["musllinux_1_2_x86_64"],
    "darwin-x64": ["macosx_10_15_x86_64", "macosx_10_13_x86_64", "macosx_10_9_x86_64"],
    "darwin-arm64": ["macosx_11_0_arm64"],
    "win32-x64": ["win_amd64"],
    "win32-arm64": ["win_arm64"],
}


def this_machine() -> str:
    system = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}.get(platform.system(), platform.system())
    if system == "linux" and platform.libc_ver()[0] != "glibc":
        system = "alpine"
    machine = platform.machine().lower()
    return f"{system}-{ {'x86_64': 'x64', 'amd64': 'x64', 'aarch64': 'arm64'}.get(machine, machine) }"


def fetch(requirements: str, folder: Path, *choice: str) -> None:
    """Unpacks the pinned wheels of a requirements file into a folder, unless that is what lies there already."""
    pins = HERE / "bundled" / requirements
    wanted = hashlib.sha256(pins.read_bytes() + repr(choice).encode()).hexdigest()
    stamp = folder / ".fetched"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "5"]
    pip += ["--root-user-action", "ignore"]
    wheels = ["--no-deps", "--no-compile", "--only-binary", ":all:", "--implementation", "cp", *choice]
    subprocess.run([*pip, *wheels, "--target", str(folder), "--requirement", str(pins)], check=True)
    stamp.write_text(wanted)


def server(target: str) -> Iterator[tuple[str, Path]]:
    """Everything under `bundled/` in the package: its name there, and the file."""
    platforms = [argument for name in TARGETS[target] for argument in ("--platform", name)]
    build = HERE / "build" / target
    # The oldest Python, and no platform: what is chosen then runs everywhere.
    fetch("requirements-pure.txt", build / "pure", "--python-version", PYTHONS[0], "--abi", "none", "--platform", "any")
    stable = ["--python-version", PYTHONS[0], "--abi", "abi3"]
    fetch("requirements-abi3.txt", build / "compiled" / "abi3", *stable, *platforms)
    for version in PYTHONS:
        cache_tag = "cpython-" + version.replace(".", "")  # sys.implementation.cache_tag, which start.py looks for
        fetch("requirements-compiled.txt", build / "compiled" / cache_tag, "--python-version", version, *platforms)

    yield "start.py", HERE / "bundled" / "start.py"
    for source, folder in [("pure/layerhints", ROOT / "server" / "layerhints"), ("", build)]:
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder)
            if file.is_file() and not {"__pycache__", "bin", ".fetched"} & set(name.parts):
                yield f"{source}/{name.as_posix()}".lstrip("/"), file


def extension() -> Iterator[tuple[str, Path]]:
    for name in ("package.json", "README.md", "icon.png", "dist/extension.js"):
        yield name, HERE / name
    yield "LICENSE.txt", ROOT / "LICENSE"


def gallery_manifest(package: dict, target: str) -> str:
    """The table of contents that the marketplace and `--install-extension` read."""
    identity = {
        "Language": "en-US",
        "Id": package["name"],
        "Version": package["version"],
        "Publisher": package["publisher"],
        "TargetPlatform": target,
    }
    properties = {
        "Microsoft.VisualStudio.Code.Engine": package["engines"]["vscode"],
        "Microsoft.VisualStudio.Code.ExtensionKind": ",".join(package["extensionKind"]),
    }
    assets = {
        "Microsoft.VisualStudio.Code.Manifest": "extension/package.json",
        "Microsoft.VisualStudio.Services.Content.Details": "extension/README.md",
        "Microsoft.VisualStudio.Services.Content.License": "extension/LICENSE.txt",
        "Microsoft.VisualStudio.Services.Icons.Default": "extension/icon.png",
    }
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">',
        "<Metadata>",
        f"<Identity {' '.join(f'{name}={quoteattr(value)}' for name, value in identity.items())}/>",
        f"<DisplayName>{package['displayName']}</DisplayName>",
        f'<Description xml:space="preserve">{package["description"]}</Description>',
        f"<Tags>{','.join(package['keywords'])}</Tags>",
        f"<Categories>{','.join(package['categories'])}</Categories>",
        "<GalleryFlags>Public</GalleryFlags>",
        "<Properties>",
        *(f"<Property Id={quoteattr(name)} Value={quoteattr(value)}/>" for name, value in properties.items()),
        "</Properties>",
        "<License>extension/LICENSE.txt</License>",
        "<Icon>extension/icon.png</Icon>",
        "</Metadata>",
        '<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>',
        "<Dependencies/>",
        "<Assets>",
        *(f'<Asset Type="{kind}" Path="{path}" Addressable="true"/>' for kind, path in assets.items()),
        "</Assets>",
        "</PackageManifest>",
    ]
    return "\n".join(lines) + "\n"


def content_types(names: list[str]) -> str:
    """The table of contents that makes the zip file an Open Packaging Conventions package."""
    known = {"json": "application/json", "js": "application/javascript", "png": "image/png", "vsixmanifest": "text/xml"}
    defaults = "".join(
        f'<Default Extension=".{suffix}" ContentType="{known.get(suffix, "application/octet-stream")}"/>'
        for suffix in sorted({Path(name).suffix[1:] for name in names} - {""} | {"vsixmanifest"})
    )
    schema = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="{schema}">{defaults}</Types>\n'


def write(vsix: Path, target: str) -> None:
    package = json.loads((HERE / "package.json").read_text(encoding="utf-8"))
    version = re.search(r'__version__ = "(.+)"', (ROOT / "server/layerhints/__init__.py").read_text(encoding="utf-8"))
    if version is None or version[1] != package["version"]:
        sys.exit(f"package.json says {package['version']}, server/layerhints/__init__.py {version and version[1]}")

    files = {f"extension/{name}": file for name, file in extension()}
    files |= {f"extension/bundled/{name}": file for name, file in server(target)}
    with zipfile.ZipFile(vsix, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name)  # its date is 1980, whatever today is
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)

        add("[Content_Types].xml", content_types(list(files)).encode())
        add("extension.vsixmanifest", gallery_manifest(package, target).encode())
        for name, file in files.items():
            add(name, file.read_bytes())
    print(f"{vsix}: {package['version']} for {target}, {len(files)} files, {vsix.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", default=this_machine(), choices=TARGETS, help="default: this machine's")
    parser.add_argument("--out", type=Path, default=HERE / "layerhints.vsix")
    arguments = parser.parse_args()
    write(arguments.out, arguments.target)


if __name__ == "__main__":
    main()
