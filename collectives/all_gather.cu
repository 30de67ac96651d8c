// How fast does every GPU come to hold what all of them have?
#include "collectives/exchange_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel all_gather = ExchangeKernel<Expect::gathered, true, false>::kernel(
    "collective.all_gather", "How fast does every GPU come to hold what all of them have?");

}  // namespace assay::ASSAY_TARGET
