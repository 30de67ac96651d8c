// A matrix product on the fake runtime, in plain loops, with all that a GEMM brings: inputs of two
// kinds, hashes of the output, work by processor, and a library beside it.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/cublaslt/loaded.hpp"
#include "tests/harness/measure/cuda_session_fixture.hpp"

namespace assay::measure {

/// fp64, row_column: A and B along k. A launch takes 3 us.
struct TestGemm {
  static constexpr double kNanoseconds = 3000;

  static double* at(const Arrays& arrays, int index) {
    return static_cast<double*>(arrays.data[index]);
  }
  static double input(const Parameters& p, std::uint64_t i) {
    const auto value = static_cast<double>((i * 7 + p.seed) % 5) - 2;
    return p.inputs == Inputs::exact ? value : value + 0.5;
  }
  static double product(const Arrays& arrays, const Parameters& p, std::uint64_t i) {
    double sum = 0;
    for (std::uint64_t k = 0; k < p.k; ++k) {
      sum += at(arrays, 0)[i / p.n * p.k + k] * at(arrays, 1)[i % p.n * p.k + k];
    }
    return sum;
  }
  /// Of the whole output: it is one block.
  static double hash(const Arrays& arrays, const Parameters& p) {
    double sum = 0;
    for (std::uint64_t i = 0; i < p.m * p.n; ++i) {
      sum += at(arrays, 2)[i] * static_cast<double>(i + 1);
    }
    return sum;
  }

  static void queue(const Launch& launch, const char* name, std::function<void()> effect) {
    fake_launch(launch.queue, {.name = name, .effect = std::move(effect)});
  }
  static void spoil(const Launch& launch, const Arrays& arrays, const Parameters& p) {
    queue(launch, "spoil", [=] { std::fill_n(at(arrays, 2), p.m * p.n, 1e9); });
  }
  static void prepare(const Launch& launch, const Arrays& arrays, const Parameters& p) {
    queue(launch, "fill", [=] {
      for (std::uint64_t i = 0; i < p.m * p.k; ++i) at(arrays, 0)[i] = input(p, i);
      for (std::uint64_t i = 0; i < p.n * p.k; ++i) at(arrays, 1)[i] = input(p, i + 3);
    });
    spoil(launch, arrays, p);
  }
  static void enqueue(const Launch& launch, const Arrays& arrays, const Parameters& p,
                      std::uint64_t iterations) {
    for (std::uint64_t n = 0; n < iterations; ++n) {
      fake_launch(launch.queue, {.name = "kernel", .nanoseconds = kNanoseconds, .effect = [=] {
                                   for (std::uint64_t i = 0; i < p.m * p.n; ++i) {
                                     at(arrays, 2)[i] = product(arrays, p, i);
                                   }
                                   if (arrays.processor_work == nullptr) return;
                                   // Every other SM: what the rest holds must be nothing.
                                   for (std::uint32_t sm = 0; sm < launch.processors; sm += 2) {
                                     arrays.processor_work[sm] = {
                                         .cycles = 10, .flop = 40960, .processor = sm};
                                   }
                                 }});
    }
  }
  static void verify(const Launch& launch, const Arrays& arrays, const Parameters& p) {
    queue(launch, "verify", [=] {
      for (std::uint64_t i = 0; i < p.m * p.n; ++i) {
        ++arrays.mismatch->checked;
        if (at(arrays, 2)[i] == product(arrays, p, i)) continue;
        if (arrays.mismatch->count++ == 0) arrays.mismatch->index = i;
      }
      *at(arrays, 3) = hash(arrays, p);
    });
  }
  static void verify_repeat(const Launch& launch, const Arrays& arrays, const Parameters& p) {
    queue(launch, "repeat", [=] {
      arrays.mismatch->checked += p.m * p.n;
      if (hash(arrays, p) == *at(arrays, 3)) return;
      arrays.mismatch->count += p.m * p.n;
      arrays.mismatch->processor_plus_one = 5;
    });
  }
  static ArraySizes arrays(const Parameters& p, std::uint32_t) {
    return {{p.m * p.k * 8, p.n * p.k * 8, p.m * p.n * 8, 64}};
  }
};

inline constexpr Kernel kGemm = {.name = "test.gemm",
                                 .question = "Does the session run it?",
                                 .check = "every element",
                                 .quantity = Quantity::throughput,
                                 .limit = Limit::arithmetic,
                                 .matrix = true,
                                 .sized = false,
                                 .arrays = TestGemm::arrays,
                                 .work = [](const Parameters&, std::uint32_t) { return Work{}; },
                                 .program = {.prepare = TestGemm::prepare,
                                             .enqueue = TestGemm::enqueue,
                                             .spoil = TestGemm::spoil,
                                             .verify = TestGemm::verify,
                                             .verify_repeat = TestGemm::verify_repeat},
                                 .exact_inputs = true,
                                 .per_processor = true,
                                 .reference = Reference::cublaslt};
inline constexpr KernelEntry kGemmEntry{.on = {&kGemm, nullptr, nullptr, &kGemm}};

/// C is 8 x 6.
inline plan::Case gemm_case(Parameters parameters = {}, std::uint64_t iterations = 4) {
  parameters.type = DataType::fp64;
  parameters.m = 8;
  parameters.n = 6;
  parameters.k = 4;
  parameters.layout = Layout::row_column;
  parameters.seed = 7;
  plan::Case planned;
  planned.kernel = &kGemmEntry;
  planned.parameters = parameters;
  planned.device = {.kind = plan::DeviceId::Kind::cuda, .index = 0};
  planned.iterations = iterations;
  return planned;
}

class OnFakeCublasLt : public OnFakeCuda {
 protected:
  /// `library` is the file of the fake one.
  explicit OnFakeCublasLt(std::string library) : library_(std::move(library)) {
    fake_cuda().devices[0].memory_bytes = 64u << 20;  // its workspace alone takes 32 MiB
    script() = {};
  }
  ~OnFakeCublasLt() override {
    close();
    EXPECT_EQ(script().alive, 0) << "what the library made was not given back";
  }
  fake_cublaslt::Script& script() const { return fake_cublaslt::script_of(library_.c_str()); }
  std::vector<std::string> files() const { return {library_}; }
  std::unique_ptr<DeviceSession> open() override {
    return open_cuda_session(device_, Watch("not here"), files());
  }

 private:
  std::string library_;
};

}  // namespace assay::measure
