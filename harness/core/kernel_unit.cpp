// A kernel of several types reports as those with a fraction do.
#include "harness/core/kernel_unit.hpp"

#include "harness/core/words.hpp"

namespace assay {

std::string_view unit_of(const Kernel& kernel) {
  const bool integers = kernel.types == only(DataType::int8);
  return unit_of(kernel.quantity, integers ? DataType::int8 : DataType::fp64);
}

}  // namespace assay
