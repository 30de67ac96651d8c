// How fast does every GPU send every other its own part?
#include "collectives/exchange_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel all_to_all = ExchangeKernel<Expect::exchanged, false, false>::kernel(
    "collective.all_to_all", "How fast does every GPU send every other its own part?");

}  // namespace assay::ASSAY_TARGET
