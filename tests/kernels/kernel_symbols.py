"""Objects made for one instruction set define no symbol outside their own namespace.

An inline function of the standard library emitted with AVX-512 code into such an object could be the copy
that the linker keeps for every processor: a crash on an older one, on a user's machine.

usage: kernel_symbols.py NM TARGET OBJECT...
"""
import subprocess
import sys

# Emitted by compilers and sanitizers for every object; they hold no code for a processor to trip over.
HARMLESS = ("DW.ref.", "__odr_asan", "__asan", "__tsan", "__ubsan", "asan.module", "tsan.module")
# Kinds of symbols, as nm writes them, that are objects and read-only or shared by name: no code either.
CONSTANTS = "RVuv"


def foreign_symbols(nm, target, path):
    output = subprocess.run([nm, "--defined-only", "--extern-only", "--demangle", path],
                            check=True, capture_output=True, text=True).stdout
    lines = [line.split(maxsplit=2) for line in output.splitlines() if len(line.split(maxsplit=2)) == 3]
    names = [name for _, kind, name in lines if kind not in CONSTANTS]
    own = [name for name in names if f"assay::{target}::" in name]
    if not own:
        return [f"{path}: defines nothing in assay::{target}"]
    return [f"{path}: {name}" for name in names if name not in own and not name.startswith(HARMLESS)]


def main():
    nm, target, *lists = sys.argv[1:]
    objects = [path for one in lists for path in one.split(";")]  # as CMake writes them
    foreign = [line for path in objects for line in foreign_symbols(nm, target, path)]
    print("\n".join(foreign) or f"{len(objects)} objects of {target} keep to themselves")
    return 1 if foreign or not objects else 0


if __name__ == "__main__":
    sys.exit(main())
