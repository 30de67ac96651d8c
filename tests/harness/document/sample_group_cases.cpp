// The cases of the sample document that several devices or hosts share: pairs of GPUs, collectives
// of our own and of libraries, and one that hung.
#include "tests/harness/document/sample_document.hpp"

namespace assay::document {
namespace {

measure::Statistics of_two(double median, double low, double high) {
  return {.count = 2,
          .median = median,
          .q1 = low,
          .q3 = high,
          .minimum = low,
          .maximum = high,
          .relative_iqr = (high - low) / median,
          .interval_low = low,
          .interval_high = high,
          .interval_confidence = 0.5};
}

CaseRecord peer_read() {
  auto read = sample_record(
      "transfer.peer/bandwidth [bytes=1GiB type=fp32 direction=one engine=sm operation=read "
      "pattern=pair peer=2] cuda:0",
      "transfer.peer", Quantity::bandwidth, Limit::memory, "cuda:0");
  auto& p = read.parameters;
  p.bytes = 1073741824;
  p.direction = Direction::one;
  p.engine = Engine::sm;
  p.operation = Operation::read;
  p.pattern = Pattern::pair;
  p.peer = 2;
  read.group = {"cuda:0", "cuda:2"};
  read.work.bytes = 1073741824;
  make_measured(read, {0.00390625, 0.00390625}, of_two(274877906944, 274877906944, 274877906944));
  return read;
}

CaseRecord ping_pong() {
  auto ping =
      sample_record("transfer.ping_pong/latency [type=fp32 engine=sm pattern=pair peer=2] cuda:0",
                    "transfer.ping_pong", Quantity::latency, Limit::memory, "cuda:0");
  ping.parameters.engine = Engine::sm;
  ping.parameters.pattern = Pattern::pair;
  ping.parameters.peer = 2;
  ping.group = {"cuda:0", "cuda:2"};
  ping.work.steps = 1024;
  make_measured(ping, {0.0009765625, 0.0009765625},
                of_two(9.5367431640625e-07, 9.5367431640625e-07, 9.5367431640625e-07));
  return ping;
}

CaseRecord all_reduce(const char* name, Engine engine, std::uint64_t bytes) {
  auto reduce = sample_record(name, "collective.all_reduce", Quantity::bus_bandwidth, Limit::memory,
                              "cuda:0");
  auto& p = reduce.parameters;
  p.type = DataType::bf16;
  p.bytes = bytes;
  p.engine = engine;
  p.placement = Placement::in_place;
  p.devices = 2;
  reduce.group = {"cuda:0", "cuda:2"};
  reduce.work = {.bytes = static_cast<double>(bytes), .flop = static_cast<double>(bytes) / 2};
  return reduce;
}

CaseRecord ours() {
  auto ours = all_reduce(
      "collective.all_reduce/bus_bandwidth [bytes=256MiB type=bf16 engine=sm algorithm=two_shot "
      "placement=in_place devices=2] cuda:0",
      Engine::sm, 268435456);
  ours.parameters.algorithm = Algorithm::two_shot;
  ours.parameters.variant = {.threads = 512, .blocks = 36, .protocol = Protocol::simple};
  make_measured(ours, {0.0009765625, 0.0009765625},
                of_two(274877906944, 274877906944, 274877906944));
  ours.ranks = {{.rank = 0, .device = "cuda:0", .sample_s = 0.0009765625},
                {.rank = 1, .device = "cuda:2", .sample_s = 0.00048828125}};
  const auto timing = [](const char* algorithm, double factor) {
    return measure::ReferenceTiming{.algorithm = algorithm,
                                    .samples = {0.0009765625 * factor, 0.0009765625 * factor},
                                    .ratio = of_two(factor, factor, factor)};
  };
  ours.reference = measure::ReferenceResult{.library = "NCCL",
                                            .version = "2.27.7",
                                            .algorithms = 3,
                                            .right = true,
                                            .by_default = timing("default", 1.5),
                                            .best = timing("symmetric", 1.25),
                                            .others = {timing("ring", 2)}};
  return ours;
}

CaseRecord of_the_library() {
  auto nccl = all_reduce(
      "collective.all_reduce/bus_bandwidth [bytes=256MiB type=bf16 engine=nccl "
      "placement=in_place devices=2] cuda:0",
      Engine::nccl, 268435456);
  make_measured(nccl, {0.001953125, 0.001953125}, of_two(137438953472, 137438953472, 137438953472));
  nccl.library = measure::LibraryUse{.name = "NCCL",
                                     .version = "2.27.7",
                                     .algorithm = "RING",
                                     .protocol = "SIMPLE",
                                     .channels = 24};
  return nccl;
}

CaseRecord hung() {
  auto hung = all_reduce(
      "collective.all_reduce/bus_bandwidth [bytes=1KiB type=bf16 engine=sm algorithm=one_shot "
      "placement=in_place devices=2] cuda:0",
      Engine::sm, 1024);
  hung.parameters.algorithm = Algorithm::one_shot;
  hung.status = measure::Status::error;
  hung.reason = "it did not end: rank 1 (cuda:2) did not arrive";
  hung.elapsed = Seconds(10);
  hung.hang = measure::Hang{.missing = {1},
                            .missing_names = {"cuda:2"},
                            .rank = 0,
                            .block = 3,
                            .phase = "line",
                            .expected = 7,
                            .seen = 6};
  return hung;
}

CaseRecord between_hosts() {
  auto hosts = sample_record(
      "collective.all_reduce/bus_bandwidth [bytes=1MiB type=fp32 engine=mpi pattern=all_pairs "
      "placement=out_of_place ranks=4 nodes=2] cpu",
      "collective.all_reduce", Quantity::bus_bandwidth, Limit::memory, "cpu");
  auto& p = hosts.parameters;
  p.bytes = 1048576;
  p.engine = Engine::mpi;
  p.pattern = Pattern::all_pairs;
  p.placement = Placement::out_of_place;
  p.ranks = 4;
  p.nodes = 2;
  hosts.work.bytes = 1048576;
  make_measured(hosts, {0.0009765625, 0.0009765625}, of_two(1073741824, 1073741824, 1073741824));
  for (const std::uint32_t rank : {0u, 1u, 2u, 3u}) {
    hosts.ranks.push_back({.rank = rank,
                           .host = rank < 2 ? "node17" : "node18",
                           .sample_s = 0.0009765625,
                           .wrong_elements = 0});
  }
  hosts.pairs = {{.from_rank = 0, .to_rank = 2, .bytes_per_s = 1073741824},
                 {.from_rank = 1, .to_rank = 3, .bytes_per_s = 536870912}};
  hosts.library = measure::LibraryUse{.name = "Open MPI", .version = "4.1.4"};
  return hosts;
}

}  // namespace

std::vector<CaseRecord> sample_group_cases() {
  return {peer_read(), ping_pong(), ours(), of_the_library(), hung(), between_hosts()};
}

}  // namespace assay::document
