// The probes on the model.
#include <deque>
#include <span>
#include <stdexcept>

#include "kernels/machine/hopper_model.hpp"
#include "tests/gpu/conformance_probes.hpp"

namespace assay::ASSAY_TARGET {
namespace {

class ModelDevice {
 public:
  using TensorMap = model::TensorMap;

  std::uint32_t* words(Words words) {
    // Tensors begin at multiples of 16 bytes, and vectors do.
    return arrays_.emplace_back(std::move(words)).data();
  }
  TensorMap map(const hopper::Tensor& tensor) const { return tensor; }
  Words read(const std::uint32_t* data) const {
    for (const Words& each : arrays_) {
      if (each.data() == data) return each;
    }
    throw std::logic_error("no such array");
  }
  template <class Probe>
  void run(const Probe& probe, std::uint32_t cluster) {
    model::HopperOptions options{.blocks = cluster,
                                 .cluster = cluster,
                                 .warpgroups = Probe::kWarpgroups,
                                 .shared_bytes = kProbeShared};
    for (const Words& each : arrays_) {
      options.readable.push_back(std::as_bytes(std::span(each)));
      options.writable.push_back(std::as_bytes(std::span(each)));
    }
    const std::string broken =
        model::run_hopper(options, [&](model::HopperMachine& machine) { probe.run(machine); });
    if (!broken.empty()) throw std::logic_error("the probe breaks a rule: " + broken);
  }

 private:
  std::deque<Words> arrays_;
};

}  // namespace
}  // namespace assay::ASSAY_TARGET

namespace assay::testing {

#define ASSAY_CONFORMANCE_CASE(Case)         \
  Words answer_of_model(const Case& of) {    \
    ASSAY_TARGET::ModelDevice device;        \
    return ASSAY_TARGET::answer(device, of); \
  }
ASSAY_CONFORMANCE_CASE(WgmmaCase)
ASSAY_CONFORMANCE_CASE(TensorLoadCase)
ASSAY_CONFORMANCE_CASE(TensorStoreCase)
ASSAY_CONFORMANCE_CASE(MulticastCase)
ASSAY_CONFORMANCE_CASE(BarrierCase)
ASSAY_CONFORMANCE_CASE(RegisterCase)
#undef ASSAY_CONFORMANCE_CASE

}  // namespace assay::testing
