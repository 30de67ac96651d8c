"""ptx.py and sass.py find what they are there to find: in what ptxas and a disassembler print, as it was seen."""
import unittest

import ptx
import sass

CLEAN = """ptxas info    : Compiling entry function '_Z4HopperBody' for 'sm_90a'
ptxas info    : Function properties for _Z4HopperBody
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 168 registers, used 4 barriers
ptxas info    : Compiling entry function '_Z5Other' for 'sm_90a'
ptxas info    : Function properties for _Z5Other
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 40 registers, used 0 barriers
"""
ADVICE = ("ptxas info    : (C7519) warpgroup.arrive is injected in around line 247 by compiler to allow use of "
          "registers in GMMA in function '_Z4HopperBody'\n")
CODE = """.text._Z4HopperBody:
        /*0000*/                   HGMMA.64x256x16.F32.BF16 R24, gdesc[UR8], R24, UP0 ;
        /*0010*/                   UIADD3 UR8, UR20, 0x2, URZ ;
        /*0020*/                   HGMMA.64x256x16.F32.BF16 R24, gdesc[UR8], R24, gsb0 ;
        /*0030*/              @!P0 BRA `(.L_x_17) ;
        /*0040*/                   HGMMA.64x256x16.F32.BF16 R24, gdesc[UR8], R24, gsb0 ;
.text._Z5Other:
        /*0000*/                   HMMA.16816.F32.BF16 R4, R8, R12, R4 ;
"""


class PtxasLog(unittest.TestCase):
    def test_clean(self):
        self.assertEqual(ptx.register_problems(CLEAN), [])

    def test_spills_and_stack(self):
        log = CLEAN.replace("0 bytes spill stores", "24 bytes spill stores", 1)
        self.assertEqual(ptx.register_problems(log), ["24 bytes spill stores"])
        self.assertTrue(ptx.register_problems(CLEAN.replace("0 bytes stack frame", "160 bytes stack frame")))

    def test_advice_on_products(self):
        self.assertEqual(len(ptx.register_problems(CLEAN + ADVICE)), 1)

    def test_budget(self):
        self.assertEqual(ptx.budget_problems(CLEAN, ["HopperBody:registers=168", "Other:registers=40"]), [])
        self.assertEqual(ptx.budget_problems(CLEAN, ["HopperBody:registers=160"]),
                         ["168 registers, not 160, in _Z4HopperBody"])
        self.assertTrue(ptx.budget_problems(CLEAN, ["Absent:registers=168"]))


class MachineCode(unittest.TestCase):
    def problems(self, *words):
        return sass.problems_of(sass.instructions_by_function(CODE), words)

    def test_words_of_any_function(self):
        self.assertEqual(self.problems("HGMMA", "2*HGMMA.64x256x16", "HMMA"), [])
        self.assertTrue(self.problems("3*HGMMA"))  # a branch between
        self.assertTrue(self.problems("QGMMA"))

    def test_words_of_some_functions(self):
        self.assertEqual(self.problems("Hopper:2*HGMMA", "Hopper:!HMMA", "Other:!HGMMA"), [])
        self.assertTrue(self.problems("Other:HGMMA"))
        self.assertTrue(self.problems("_Z:HGMMA"))  # each of them, not one
        self.assertTrue(self.problems("Other:!HMMA"))
        self.assertTrue(self.problems("Absent:!HMMA"))

    def test_local_memory(self):
        code = CODE + "        /*0010*/                   STL [R1+0x4], R2 ;\n"
        self.assertTrue(sass.problems_of(sass.instructions_by_function(code), []))


if __name__ == "__main__":
    unittest.main()
