"""The PTX made from a kernel file holds the instructions that its add_kernel line names, and ptxas places
every kernel of the file in registers: no spill, no stack, and no word of its C75 family, which says that products of
the tensor core wait for one another or that setmaxnreg is ignored.

usage: ptx.py NVCC SOURCE_DIR FILE.cu WORD...

A WORD is the beginning of an instruction. arch=sm_89 has ptxas place the kernels for that part too, beside sm_80 and
sm_90a. Hopper:registers=168 asks that ptxas gives that many to every kernel of
the sm_90a code whose (mangled) name holds Hopper, and that there is one.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

FLAGS = ["-std=c++20", "-O3", "--expt-relaxed-constexpr", "-DASSAY_TARGET=gpu"]


def compile_with(nvcc, source_dir, source, *arguments):
    result = subprocess.run([nvcc, *FLAGS, f"-I{source_dir}", *arguments, f"{source_dir}/{source}"],
                            capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{source}: nvcc failed\n{result.stderr}")
    return result.stderr


def missing_words(ptx, words):
    return [word for word in words if not re.search(rf"(?<![\w.]){re.escape(word)}", ptx)]


def register_problems(log):
    """Lines of ptxas -v that report memory where registers were meant, or an advisory of the C75 family."""
    problems = re.findall(r"[1-9]\d* bytes (?:stack frame|spill stores|spill loads)", log)
    return problems + re.findall(r"\bC75\d\d\b.*", log)


def budget_problems(log, budgets):
    """Kernels whose registers are not those asked for, as 'part of the name:registers=count'."""
    used = re.findall(r"Compiling entry function '(\S+)' for .*?Used (\d+) registers", log, re.DOTALL)
    problems = []
    for budget in budgets:
        part, _, count = budget.partition(":registers=")
        named = [(name, registers) for name, registers in used if part in name]
        problems += [f"{found} registers, not {count}, in {name}" for name, found in named if found != count]
        if not named:
            problems.append(f"no kernel has '{part}' in its name")
    return problems


def main():
    nvcc, source_dir, source, *words = sys.argv[1:]
    budgets = [word for word in words if ":registers=" in word]
    parts = ["sm_80", "sm_90a"] + [word.removeprefix("arch=") for word in words if word.startswith("arch=")]
    words = [word for word in words if word not in budgets and not word.startswith("arch=")]
    with tempfile.TemporaryDirectory() as folder:
        ptx_file = pathlib.Path(folder, "kernel.ptx")
        compile_with(nvcc, source_dir, source, "-ptx", "-arch=compute_90a", "-o", ptx_file)
        missing = missing_words(ptx_file.read_text(), words)
        problems = []
        for arch in parts:
            log = compile_with(nvcc, source_dir, source, "-cubin", f"-arch={arch}", "-Xptxas=-v", "-o",
                               pathlib.Path(folder, "kernel.cubin"))
            if "registers" not in log:
                problems.append(f"{arch}: ptxas reported no kernel")
            found = register_problems(log) + (budget_problems(log, budgets) if arch == "sm_90a" else [])
            problems += [f"{arch}: {problem}" for problem in found]
    for word in missing:
        print(f"{source}: no '{word}' in its PTX")
    for problem in problems:
        print(f"{source}: {problem}")
    if not words:
        print(f"{source}: its add_kernel line names no PTX word")
    return 1 if missing or problems or not words else 0


if __name__ == "__main__":
    sys.exit(main())
