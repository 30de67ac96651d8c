"""The machine code of a kernel file for sm_90a holds the instructions that its add_kernel line names, and
keeps everything in registers: no local memory.

usage: sass.py NVCC SOURCE_DIR FILE.cu WORD...

A WORD is an instruction with the modifiers that matter, in their order: LDG.E.128 stands for
LDG.E.NA.LTC256B.128.CONSTANT too. 8*LDG.E.128 asks for a run of eight in one function, with no store and no
branch between them: that many are in flight. Before a word may stand a part of a function's name and a colon:
Hopper:4*HGMMA is wanted of every function whose (mangled) name holds Hopper, and Hopper:!HMMA of none of them.
Exits 77 where no disassembler is found or none knows the code.
"""
import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FLAGS = ["-std=c++20", "-O3", "--expt-relaxed-constexpr", "-DASSAY_TARGET=gpu", "-cubin", "-arch=sm_90a"]
TOOLS = {"nvdisasm": ["-c"], "cuobjdump": ["-sass"]}
INSTRUCTION = re.compile(r"/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_.x]*)")
FUNCTION = re.compile(r"^\s*(?:\.text\.(\S+):|Function : (\S+))")
SKIPPED = 77


def tools(nvcc):
    """Every disassembler of this machine: PATH, the toolkit of the compiler, Python's packages."""
    for name, flags in TOOLS.items():
        beside = [shutil.which(name), os.path.join(os.path.dirname(os.path.realpath(nvcc)), name)]
        for folder in sys.path:
            beside += sorted(glob.glob(os.path.join(folder, "nvidia", "*", "bin", name)))
            beside.append(os.path.join(folder, "triton", "backends", "nvidia", "bin", name))
        for path in beside:
            if path and os.access(path, os.X_OK):
                yield [path, *flags]


def disassemble(nvcc, cubin):
    """The text of the first tool that knows the code; None and why not where there is none."""
    reason = "no nvdisasm or cuobjdump in PATH, in the CUDA toolkit or among Python's packages"
    for tool in tools(nvcc):
        # cuobjdump looks for nvdisasm in PATH.
        path = os.path.dirname(tool[0]) + os.pathsep + os.environ.get("PATH", "")
        result = subprocess.run([*tool, cubin], capture_output=True, text=True, env={**os.environ, "PATH": path})
        if result.returncode == 0 and INSTRUCTION.search(result.stdout):
            return result.stdout, tool[0]
        reason = f"{tool[0]} cannot read it: {result.stderr.strip() or 'no instructions'}"
    return None, reason


def instructions_by_function(text):
    functions, current = {}, None
    for line in text.splitlines():
        start = FUNCTION.match(line)
        if start:
            current = functions.setdefault(start[1] or start[2], [])
        instruction = INSTRUCTION.search(line)
        if instruction and current is not None:
            current.append(instruction[1])
    return functions


def is_instance(instruction, word):
    parts = iter(instruction.split("."))
    wanted = word.split(".")
    return instruction.split(".")[0] == wanted[0] and all(part in parts for part in wanted)


def longest_run(instructions, word):
    longest = run = 0
    for instruction in instructions:
        name = instruction.split(".")[0]
        if is_instance(instruction, word):
            run += 1
        elif name in ("STG", "STS", "UBLKCP", "BRA", "EXIT", "BAR", "CALL", "RET"):
            run = 0
        longest = max(longest, run)
    return longest


def word_problems(functions, word):
    """What is wrong with so many functions, of which one at least must hold the word."""
    count, _, instruction = word.rpartition("*")
    run = max((longest_run(code, instruction) for code in functions.values()), default=0)
    return [] if run >= int(count or 1) else [f"no '{word}': the longest run is {run}"]


def part_problems(functions, part, word):
    """What is wrong with each of the functions that have `part` in their names."""
    named = {name: code for name, code in functions.items() if part in name}
    if not named:
        return [f"no function has '{part}' in its name"]
    problems = []
    for name, code in named.items():
        if word.startswith("!"):
            found = sorted({one for one in code if is_instance(one, word[1:])})
            problems += [f"{one} in {name}" for one in found]
        else:
            problems += [f"{problem}, in {name}" for problem in word_problems({name: code}, word)]
    return problems


def problems_of(functions, words):
    problems = []
    for word in words:
        part, _, rest = word.rpartition(":")
        problems += part_problems(functions, part, rest) if part else word_problems(functions, word)
    for name, code in functions.items():
        local = sorted({one.split(".")[0] for one in code} & {"LDL", "STL"})
        if local:
            problems.append(f"local memory ({', '.join(local)}) in {name}")
    return problems


def main():
    nvcc, source_dir, source, *words = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        cubin = pathlib.Path(folder, "kernel.cubin")
        built = subprocess.run([nvcc, *FLAGS, f"-I{source_dir}", "-o", cubin, f"{source_dir}/{source}"],
                               capture_output=True, text=True)
        if built.returncode != 0:
            sys.exit(f"{source}: nvcc failed\n{built.stderr}")
        text, tool = disassemble(nvcc, cubin)
    if text is None:
        print(f"skipped: {tool}")
        return SKIPPED
    functions = instructions_by_function(text)
    problems = problems_of(functions, words)
    for problem in problems:
        print(f"{source}: {problem}")
    print(f"{source}: {len(functions)} kernels seen by {tool}")
    return 1 if problems or not functions else 0


if __name__ == "__main__":
    sys.exit(main())
