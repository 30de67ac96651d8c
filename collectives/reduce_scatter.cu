// How fast do GPUs add up, each of them a part?
#include "collectives/exchange_kernel.hpp"

namespace assay::ASSAY_TARGET {

extern constinit const Kernel reduce_scatter =
    ExchangeKernel<Expect::scattered_sum, false, true>::kernel(
        "collective.reduce_scatter", "How fast do GPUs add up, each of them a part?");

}  // namespace assay::ASSAY_TARGET
