// The machine that ranks of a collective run on, chosen by the compiler that reads this header.
#pragma once
// SPDX-License-Identifier: Apache-2.0

// A body is written once over it. A rank has blocks of threads; a thread of a GPU is a thread on
// the CPU too. What a body asks of `RankMachine`:
//
//   rank(), block(), blocks()        of the calling thread; blocks of one rank
//   leader(f)                        f() by one thread of the block
//   lanes(count, f)                  f(i) for every i below count, over the block
//   stream<unroll>(count, produce, consume, foresee)
//                                    consume(i, produce(i)) over the blocks of the rank; which
//                                    thread has which i depends on count and the grid alone
//   spread<unroll>(count, produce, finish, targets, store, foresee)
//                                    the same for several outputs: targets(f) calls f(to) for each,
//                                    and store(to, i, finish(produce(i))) puts a value there
//   block_stream<unroll>(count, produce, consume)
//                                    the same over the calling block alone
//   sync()                           the block; false: the run has failed, leave
//   drain_stores()                   streaming stores of this thread come before what follows
//   store_release(flag, value), store_relaxed(flag, value)
//   await<acquire>(c, flag, expected, waited)
//                                    until *flag == expected; false: leave
//   store_line(to, line), load_line(from)
//                                    16 bytes of flagged data (machine/line.hpp)
//   await_line(c, ready, again, waited, expected, seen)
//                                    calls again() until ready(); false: leave
//   multimem_load_sum<type>(c, i), multimem_store<type>(c, i, pack)
//                                    a pack of the inputs of all ranks, to the outputs of all
//
// Data comes in packs (machine/packs*.hpp): load_pack, store_pack, widen, add, narrow.

#include "kernels/machine/machine.hpp"

#if defined(__CUDACC__)
#include "collectives/machine/gpu.cuh"
#else
#include "collectives/machine/cpu.hpp"
#endif
