// The cases of the sample document that only matrix kernels have: paths and loads, a library beside
// them, each SM by itself, a long run second by second, and corruption.
#include <limits>

#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

constexpr double kNotRead = std::numeric_limits<double>::quiet_NaN();

measure::Statistics of_three(double median, double q1, double q3, double minimum, double maximum) {
  return {.count = 3,
          .median = median,
          .q1 = q1,
          .q3 = q3,
          .minimum = minimum,
          .maximum = maximum,
          .relative_iqr = (q3 - q1) / median,
          .interval_low = minimum,
          .interval_high = maximum,
          .interval_confidence = 0.75};
}

CaseRecord memory_read() {
  auto read = sample_record("memory.read/bandwidth [bytes=1GiB type=fp32 cache=cold] cuda:0",
                            "memory.read", Quantity::bandwidth, Limit::memory, "cuda:0");
  read.parameters.bytes = 1073741824;
  read.parameters.cache = Cache::cold;
  read.work.bytes = 1073741824;
  make_measured(
      read, {0.0009765625, 0.0009765625, 0.0009765625},
      of_three(1099511627776, 1099511627776, 1099511627776, 1099511627776, 1099511627776));
  return read;
}

CaseRecord gemm(const char* name, const char* kernel, DataType type) {
  auto gemm = sample_record(name, kernel, Quantity::throughput, Limit::arithmetic, "cuda:0");
  auto& p = gemm.parameters;
  p.type = type;
  p.m = p.n = p.k = 8192;
  p.layout = Layout::row_column;
  p.path = Path::native;
  p.load = Load::sustained;
  gemm.instruction = "wgmma.m64n256k16.f32.bf16.bf16";
  gemm.work = {.bytes = 402653184, .flop = 1099511627776};
  return gemm;
}

CaseRecord compared() {
  auto compared = gemm(
      "gemm.bf16/throughput [m=8192 n=8192 k=8192 type=bf16 layout=row_column path=native "
      "load=sustained] cuda:0",
      "gemm.bf16", DataType::bf16);
  compared.parameters.variant = {.threads = 384,
                                 .stages = 4,
                                 .tile_rows = 128,
                                 .tile_columns = 256,
                                 .cluster = 2,
                                 .group = 16};
  make_measured(compared, {0.001953125, 0.00390625, 0.0009765625},
                of_three(562949953421312, 422212465065984, 844424930131968, 281474976710656,
                         1125899906842624));
  compared.check->exact = true;
  compared.check->repeats = 3;
  compared.reference = measure::ReferenceResult{
      .library = "cuBLASLt",
      .version = "13.0.2",
      .algorithms = 8,
      .right = true,
      .by_default = measure::ReferenceTiming{.algorithm = "66: tile 128x256, stages 4",
                                             .samples = {0.00390625, 0.005859375, 0.0009765625},
                                             .ratio = of_three(1.5, 1.25, 1.75, 1, 2)},
      .best = measure::ReferenceTiming{.algorithm = "66: tile 256x128, stages 5",
                                       .samples = {0.0029296875, 0.0048828125, 0.0009765625},
                                       .ratio = of_three(1.25, 1.125, 1.375, 1, 1.5)}};
  compared.curve = Curve{.at_s = {0, 1, 2},
                         .sample_s = {0.001953125, 0.00390625, 0.0009765625},
                         .clock_hz = {1.98e9, 1.755e9, kNotRead},
                         .power_w = {350.5, 449.5, 450},
                         .temperature_c = {},
                         .clock_events = {0, 4, 4}};
  return compared;
}

CaseRecord fallen_back() {
  auto fallen_back = gemm(
      "gemm.fp8_e4m3/throughput [m=8192 n=8192 k=8192 type=fp8_e4m3 layout=row_column "
      "accumulation=promoted path=fallback load=burst] cuda:0",
      "gemm.fp8_e4m3", DataType::fp8_e4m3);
  fallen_back.parameters.accumulation = Accumulation::promoted;
  fallen_back.parameters.path = Path::fallback;
  fallen_back.parameters.load = Load::burst;
  fallen_back.instruction = "mma.sync.m16n8k32.f32.e4m3.e4m3";
  make_measured(fallen_back, {0.00390625, 0.00390625, 0.00390625},
                of_three(281474976710656, 281474976710656, 281474976710656, 281474976710656,
                         281474976710656));
  fallen_back.reference = measure::ReferenceResult{
      .library = "cuBLASLt", .unavailable = "libcublasLt.so.13: cannot open shared object file"};
  return fallen_back;
}

CaseRecord tensor_rate() {
  auto rate = sample_record(
      "tensor.rate/rate [type=bf16 sparsity=dense operands=shared path=native] cuda:0",
      "tensor.rate", Quantity::rate, Limit::arithmetic, "cuda:0");
  rate.parameters.type = DataType::bf16;
  rate.parameters.sparsity = Sparsity::dense;
  rate.parameters.operands = Operands::shared;
  rate.parameters.path = Path::native;
  rate.instruction = "wgmma.m64n256k16.f32.bf16.bf16";
  rate.work.flop = 1099511627776;
  make_measured(rate, {0.0009765625, 0.0009765625, 0.0009765625},
                of_three(1125899906842624, 1125899906842624, 1125899906842624, 1125899906842624,
                         1125899906842624));
  rate.processors = ProcessorRates{.number = {0, 1, 57},
                                   .flop_per_clock = {4096, 4095.5, 4000},
                                   .median = 4095.5,
                                   .minimum = 4000,
                                   .maximum = 4096};
  return rate;
}

CaseRecord corrupted() {
  auto corrupted = gemm(
      "gemm.fp16/throughput [m=8192 n=8192 k=8192 type=fp16 layout=row_column path=native "
      "load=sustained] cuda:0",
      "gemm.fp16", DataType::fp16);
  corrupted.status = measure::Status::wrong;
  corrupted.reason = "the output changed at sample 12";
  corrupted.elapsed = Seconds(2);
  corrupted.check = {.method = "every element within the bound of its type",
                     .exact = true,
                     .repeats = 12,
                     .before = true,
                     .after = {},
                     .elements = 67108864,
                     .wrong_elements = 0,
                     .detail = ""};
  corrupted.corruption = measure::SilentCorruption{
      .sample = 12, .elements = 32768, .row = 128, .column = 2560, .processor = 57};
  corrupted.reference = measure::ReferenceResult{
      .library = "cuBLASLt", .version = "13.0.2", .algorithms = 8, .right = false};
  return corrupted;
}

}  // namespace

std::vector<CaseRecord> sample_gemm_cases() {
  return {memory_read(), compared(), fallen_back(), tensor_rate(), corrupted()};
}

}  // namespace assay::document
