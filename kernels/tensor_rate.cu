// How many multiply-adds can the tensor cores of one SM do in one cycle?
//
// One block on each SM issues the widest instruction that the part has, thousands of times, on
// operands at rest; cycles are counted by the SM itself. So neither clock nor power limit matters,
// and what is left is what kind of SM this is.
#include "kernels/machine/machine.hpp"
#include "kernels/tensor_rate_cases.hpp"
#include "kernels/tensor_rate_data.hpp"
#include "kernels/tensor_rate_instruction.hpp"
#if defined(__CUDACC__)
#include "kernels/tensor_rate_launch.cuh"
#else
#include "kernels/tensor_rate_model.hpp"
#endif

namespace assay::ASSAY_TARGET {
namespace {

constexpr int kA = 0, kB = 1, kSums = 2;  // arrays

#if !defined(__CUDACC__)
Issuer issuer_of(const Parameters& p) {
  return p.path == Path::fallback || p.type == DataType::fp64 ? Issuer::warp : Issuer::warpgroup;
}
template <DataType kType>
void run_rate(const Launch& where, const RateData& data, const Parameters&,
              std::uint64_t iterations) {
  launch(where, RateModelBody<kType>{data}, iterations);
}
#endif

RateData data_of(const Arrays& a, const Parameters& p) {
  return {.shape = rate_shape(p, issuer_of(p)),
          .all_a = a.data[kA],
          .all_b = a.data[kB],
          .all_sums = a.data[kSums],
          .work = a.processor_work,
          .seed = p.seed};
}

/// Calls f.template operator()<kType>() with the type.
template <class F>
void with_rate_type(DataType type, F f) {
  switch (type) {
    case DataType::fp64:
      return f.template operator()<DataType::fp64>();
    case DataType::tf32:
      return f.template operator()<DataType::tf32>();
    case DataType::fp16:
      return f.template operator()<DataType::fp16>();
    case DataType::bf16:
      return f.template operator()<DataType::bf16>();
    case DataType::fp8_e4m3:
      return f.template operator()<DataType::fp8_e4m3>();
    case DataType::fp8_e5m2:
      return f.template operator()<DataType::fp8_e5m2>();
    case DataType::int8:
      return f.template operator()<DataType::int8>();
    case DataType::fp32:
    case DataType::int32:
      return;  // refused
  }
}

/// Room for either issuer on a GPU.
ArraySizes arrays(const Parameters& p, std::uint32_t processors) {
  std::uint64_t a = 0, b = 0, sums = 0;
  const auto larger = [](std::uint64_t x, std::uint64_t y) { return x > y ? x : y; };
  for (const Issuer issuer : {Issuer::warpgroup, Issuer::warp}) {
    const RateShape shape = rate_shape(p, issuer, Target::gpu);
    a = larger(a, shape.a_elements() * element_bytes(p.type));
    b = larger(b, shape.b_elements() * element_bytes(p.type));
    sums = larger(sums, shape.sums() * (p.type == DataType::fp64 ? 8 : 4));
  }
  return {{a * processors, b * processors, sums * processors}};
}

/// Of a GPU, whatever computes: nothing else is planned.
Work work(const Parameters& p, std::uint32_t processors) {
  const RateShape shape = rate_shape(p, Issuer::warp, Target::gpu);
  return {.bytes = 0, .flop = static_cast<double>(processors) * static_cast<double>(shape.flop())};
}

void enqueue(const Launch& where, const Arrays& a, const Parameters& p, std::uint64_t iterations) {
  const RateData data = data_of(a, p);
  with_rate_type(p.type, [&]<DataType kType>() { run_rate<kType>(where, data, p, iterations); });
}

void spoil(const Launch& where, const Arrays& a, const Parameters& p) {
  const RateData data = data_of(a, p);
  with_rate_type(
      p.type, [&]<DataType kType>() { launch(where, RateSpoilBody<RateSum<kType>>{data}, 1, 1); });
}

void prepare(const Launch& where, const Arrays& a, const Parameters& p) {
  const RateData data = data_of(a, p);
  with_rate_type(p.type, [&]<DataType kType>() { launch(where, RateFillBody<kType>{data}, 1, 1); });
  spoil(where, a, p);
}

void verify(const Launch& where, const Arrays& a, const Parameters& p) {
  const RateData data = data_of(a, p);
  with_rate_type(p.type, [&]<DataType kType>() {
    launch(where, RateVerifyBody<RateSum<kType>>{data, a.mismatch}, 1, 1);
  });
}

void refuse(const Parameters& p, const DeviceShape& device, char (&why)[kMaxReason]) {
  const char* reason = why_no_rate(p, device.compute_capability);
  int at = 0;
  for (; reason[at] != '\0' && at < kMaxReason - 1; ++at) why[at] = reason[at];
  why[at] = '\0';
}

int cases(const DeviceShape& device, Depth depth, Parameters* list) {
  return rate_cases(device, depth, list);
}

}  // namespace

extern constinit const Kernel tensor_rate = {
    .name = "tensor.rate",
    .question = "How many multiply-adds can the tensor cores of one SM do in one cycle?",
    .check = "every sum of every SM, exact",
    .quantity = Quantity::rate,
    .limit = Limit::arithmetic,
    .matrix = false,
    .sized = false,
    .arrays = arrays,
    .work = work,
    .program = {.prepare = prepare, .enqueue = enqueue, .spoil = spoil, .verify = verify},
    .input = kRandomIntegers,
    .types = only(DataType::fp64) | only(DataType::tf32) | only(DataType::fp16) |
             only(DataType::bf16) | only(DataType::fp8_e4m3) | only(DataType::fp8_e5m2) |
             only(DataType::int8),
    .machines = Machines::gpu,
    .cases = cases,
    .refuse = refuse,
    .per_processor = true,
    .instruction = rate_instruction};

}  // namespace assay::ASSAY_TARGET
