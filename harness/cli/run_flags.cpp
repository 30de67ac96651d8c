// Reads words and numbers; what they mean on a device, the plan knows.
// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/run_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "harness/cli/level_flag.hpp"
#include "harness/core/units.hpp"
#include "harness/document/document.hpp"
#include "harness/document/seal.hpp"
#include "kernels/error.hpp"

namespace assay::cli {
namespace {

constexpr double kLongestTime = 86400;

// 32 bits: easy to type again, and a whole number in every JSON reader.
std::uint64_t random_seed() {
  return std::random_device{}();
}

plan::Sweep sweep_of(const RunFlags& flags) {
  if (!flags.sweep) return plan::Sweep::none;
  if (*flags.sweep == "variants") return plan::Sweep::variants;
  if (*flags.sweep == "shapes") {
    if (flags.shapes.empty()) return plan::Sweep::shapes;
    throw Error(ErrorKind::usage,
                fmt::format("--shape {}: --sweep shapes chooses the sizes; drop one of the two",
                            flags.shapes.front()));
  }
  throw Error(ErrorKind::usage,
              fmt::format("--sweep {}: unknown; give variants or shapes", *flags.sweep));
}

std::optional<bool> reference_of(const RunFlags& flags) {
  if (!flags.reference) return std::nullopt;
  if (*flags.reference == "none") return false;
  if (*flags.reference == "library") return true;
  throw Error(ErrorKind::usage,
              fmt::format("--reference {}: unknown; give none or library", *flags.reference));
}

std::optional<Seconds> minimum_time_of(const RunFlags& flags) {
  if (!flags.minimum_time_s) return std::nullopt;
  const double seconds = *flags.minimum_time_s;
  if (seconds > 0 && seconds <= kLongestTime) return Seconds(seconds);
  throw Error(ErrorKind::usage,
              fmt::format("--minimum-time {}: give seconds above 0 and up to {}, a day", seconds,
                          kLongestTime));
}

void add_choice(CLI::App& verb, RunFlags& flags) {
  verb.add_option("--device", flags.devices,
                  "Devices, such as cpu or cuda:0,cuda:1;\nwithout it every usable GPU")
      ->option_text("LIST")
      ->allow_extra_args(false);
  verb.add_option("--level", flags.level,
                  "quick (default, a minute or two), standard (about\nten on a CPU) or soak (about "
                  "an hour, or --for)")
      ->option_text("LEVEL");
  verb.add_option(
          "--only", flags.only,
          "Kernels or cases whose name matches, such as\n'memory.*' or '*fp32*'; may be repeated")
      ->option_text("GLOB")
      ->allow_extra_args(false);
}

void add_sizes(CLI::App& verb, RunFlags& flags) {
  verb.add_option("--bytes", flags.bytes,
                  "Size of each array of the memory kernels, such\nas 64MiB, or a range, such as "
                  "64MiB..4GiB")
      ->option_text("SIZE");
  verb.add_option("--shape", flags.shapes,
                  "M, N and K of the matrix products, such as\n4096x4096x8192; may be repeated")
      ->option_text("MxNxK")
      ->allow_extra_args(false);
  auto* minimum_time =
      verb.add_option("--minimum-time", flags.minimum_time_s,
                      "How long each case is sampled, bursts and counts\naside; the level's time "
                      "without it");
  minimum_time->option_text("SECONDS");
  verb.add_option(
          "--for", flags.lasting,
          "How long the whole run takes, such as 2h: its time\nis dealt equally to the cases")
      ->excludes(minimum_time)
      ->option_text("TIME");
  verb.add_option("--sweep", flags.sweep,
                  "Nothing but a search on a GPU, for the fastest\nvariants of the kernels (what "
                  "--sweep alone means)\nor for the shapes of the highest product rate")
      ->option_text("[variants|shapes]")
      ->expected(0, 1)
      ->default_str("variants");
  verb.add_option("--reference", flags.reference,
                  "library (timed beside products; default but in a\nsweep) or none")
      ->option_text("WORD");
}

void add_supervision(CLI::App& verb, RunFlags& flags) {
  verb.add_option("--budget", flags.budget,
                  "End within this time, such as 90s or 10min: what is\nworth most a second is "
                  "measured, the rest is named")
      ->option_text("TIME");
  verb.add_option(
          "--hung-after", flags.hung_after_s,
          "A case that takes longer is ended, and hung;\nwithout it four times its estimate, "
          "and a minute")
      ->check(CLI::Range(0.1, kLongestTime))
      ->option_text("SECONDS");
  auto* parallel = verb.add_flag("--parallel", flags.parallel,
                                 "Measure all GPUs at the same time, in what needs\nnothing that "
                                 "they share; the quick level does");
  parallel->option_text(" ");
  verb.add_flag("--alone", flags.alone, "Measure one GPU after the other; other levels do")
      ->excludes(parallel)
      ->option_text(" ");
  auto* no_confirm = verb.add_flag("--no-confirm", flags.no_confirm,
                                   "Do not measure again what would fail the gates of\nthe part");
  no_confirm->option_text(" ");
  verb.add_option("--cool-down", flags.cool_down_s, "How long to wait before that; 30 without it")
      ->check(CLI::Range(0.0, 3600.0))
      ->excludes(no_confirm)
      ->option_text("SECONDS");
  verb.add_option("--resume", flags.resume,
                  "Continue the run that left this document, with the\narguments and the seed it "
                  "had; -o may name it too")
      ->option_text("DOC");
  verb.add_option("--lock-folder", flags.lock_folder,
                  "Where two runs of one device find each other;\n/run/lock or /tmp without it")
      ->option_text("FOLDER");
  auto* log_file = verb.add_option("--log-file", flags.log_file,
                                   "Append what happens to this file, one JSON object\na line");
  log_file->option_text("FILE");
  verb.add_option("--log-level", flags.log_level, "debug, info (default), warning or error")
      ->needs(log_file)
      ->option_text("LEVEL");
  verb.add_option("--inject", flags.inject,
                  "Faults for a test of your alarms, such as\nhang@CASE,crash@CASE,wrong@CASE,"
                  "nan@CASE,\nslow@CASE:0.8; all that comes of it says INJECTED")
      ->option_text("LIST");
}

void add_seal(CLI::App& verb, RunFlags& flags) {
  verb.add_option("--seal", flags.seal,
                  "Sign the document with this Ed25519 key when the run\nis over; assay seal-key "
                  "makes one")
      ->option_text("KEY");
  verb.add_option(
          "--nonce", flags.nonce,
          "A verifier's word: the seed of the inputs follows\nfrom it, so that no older run "
          "can pass for this one")
      ->option_text("NONCE")
      ->excludes("--seed");
}

}  // namespace

void add_run_flags(CLI::App& verb, RunFlags& flags) {
  add_choice(verb, flags);
  add_sizes(verb, flags);
  verb.add_option("--seed", flags.seed, "Seed of the inputs; random without it, and recorded")
      ->option_text("N");
  add_seal(verb, flags);
  auto* dry_run = verb.add_flag("--dry-run", flags.dry_run,
                                "Print the cases and a time estimate, measure nothing");
  verb.add_option("-o,--output", flags.output, "Keep the result document in this file")
      ->option_text("FILE")
      ->excludes(dry_run);
  dry_run->option_text(" ");
  verb.add_flag(
          "--allow-busy", flags.allow_busy,
          "Measure a device although others use it; without\nit the run ends with exit code 3")
      ->option_text(" ");
  verb.add_option("--lock-clocks", flags.lock_clocks,
                  "Hold the SM clocks while measuring, at this or at the\ndefault application "
                  "clock of each GPU; needs root")
      ->option_text("[MHZ]")
      ->expected(0, 1)
      ->default_str(kDefaultClock);
  verb.add_option("--join-within", flags.join_within_s,
                  "Under mpirun or srun, how long processes wait for\none another to begin; 60 "
                  "without it")
      ->check(CLI::Range(0.1, 86400.0))
      ->option_text("SECONDS");
  add_supervision(verb, flags);
  verb.add_flag("--json", flags.json, "Print the document instead of the table");
  add_simulate_flags(verb, flags.simulate);
}

std::uint64_t seed_of(const RunFlags& flags) {
  if (flags.seed.value_or(0) > document::kMaximumSeed) {
    throw Error(ErrorKind::usage,
                fmt::format("--seed {} does not fit into a result document; give one up to {}",
                            *flags.seed, document::kMaximumSeed));
  }
  if (flags.nonce) {
    document::require_nonce(*flags.nonce, "--nonce");
    return document::seed_of_nonce(*flags.nonce);
  }
  return flags.seed ? *flags.seed : random_seed();
}

std::shared_ptr<const document::SecretKey> seal_key_of(const RunFlags& flags) {
  if (!flags.seal) return nullptr;
  if (!flags.output && !flags.json && !flags.dry_run) {
    throw Error(ErrorKind::usage,
                fmt::format("--seal {}: no document is kept that could be sealed; give -o FILE",
                            *flags.seal));
  }
  return std::make_shared<const document::SecretKey>(document::SecretKey::read(*flags.seal));
}

plan::Options plan_options_of(const RunFlags& flags) {
  plan::Options options;
  options.level = parse_level(flags.level);
  options.only = flags.only;
  if (flags.bytes) options.bytes = parse_bytes_range(*flags.bytes, "--bytes");
  for (const auto& shape : flags.shapes) {
    options.shapes.push_back(plan::parse_shape(shape, "--shape"));
  }
  options.minimum_time = minimum_time_of(flags);
  options.seed = seed_of(flags);
  options.sweep = sweep_of(flags);
  options.with_reference = reference_of(flags);
  options.tuning = plan::embedded_tuning();
  return options;
}

probe::Contexts contexts_for(const RunFlags& flags) {
  const bool only_cpu =
      !flags.devices.empty() &&
      std::none_of(flags.devices.begin(), flags.devices.end(),
                   [](const std::string& list) { return list.find("cuda") != std::string::npos; });
  return only_cpu ? probe::Contexts::never : probe::Contexts::where_needed;
}

void require_flags_of_simulation(const RunFlags& flags) {
  const auto refuse = [](bool given, const std::string& what, const char* why) {
    if (!given) return;
    throw Error(ErrorKind::usage, fmt::format("{}: {}; drop one of the two", what, why));
  };
  for (const auto& device : flags.devices) {
    refuse(device != "cuda:0", "--device " + device,
           "--simulate stands in for cuda:0, and by --gpus for more, and for nothing else");
  }
  refuse(flags.sweep.has_value(), "--sweep",
         "what --simulate draws from does not tell shapes apart");
  refuse(flags.bytes.has_value(), "--bytes " + flags.bytes.value_or(""),
         "what --simulate draws from is published for large arrays only");
  refuse(!flags.shapes.empty(), "--shape " + (flags.shapes.empty() ? "" : flags.shapes.front()),
         "what --simulate draws from is published for large products only");
  refuse(flags.minimum_time_s.has_value(), "--minimum-time", "--simulate takes no time");
  refuse(flags.lasting.has_value(), "--for", "--simulate takes no time");
  refuse(flags.reference.has_value(), "--reference", "--simulate has no library to time");
  refuse(flags.lock_clocks.has_value(), "--lock-clocks", "--simulate has no clock to lock");
}

}  // namespace assay::cli
