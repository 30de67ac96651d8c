// Every way of ours to all-reduce. How to launch them stands in collective.hpp.
#pragma once
// SPDX-License-Identifier: Apache-2.0

//   OneShot<type, ranks>          reads all; scratch where in place
//   OneShotFlagged<type, ranks>   pushes flagged lines; scratch
//   TwoShot<type, ranks, stores>  reads all of a slice, writes it to all
//   Ring<type>                    scratch
//   Multimem<type>                the switch adds up; multicast addresses
//
// `ranks` is what with_ranks() gives. Types: bf16, fp16, fp32, int32. A launch with one rank
// copies.

#include "collectives/multimem.hpp"
#include "collectives/one_shot.hpp"
#include "collectives/one_shot_flagged.hpp"
#include "collectives/ring.hpp"
#include "collectives/two_shot.hpp"
