// How fast does what one GPU holds come to all of them?
#include "collectives/exchange_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel broadcast = ExchangeKernel<Expect::of_root, false, false>::kernel(
    "collective.broadcast", "How fast does what one GPU holds come to all of them?");

}  // namespace assay::ASSAY_TARGET
