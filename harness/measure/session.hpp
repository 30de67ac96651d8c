// What does measuring need of a device? One session holds its memory, its queue and its clock.
#pragma once
// SPDX-License-Identifier: Apache-2.0

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/seconds.hpp"
#include "harness/measure/result.hpp"
#include "harness/plan/case.hpp"
#include "kernels/error.hpp"
#include "kernels/kernel.hpp"

namespace assay::measure {

/// A case that did not end in time, with what is known of why.
class HangError : public Error {
 public:
  HangError(const std::string& message, Hang hang)
      : Error(ErrorKind::unavailable, message), hang_(std::move(hang)) {}
  const Hang& hang() const { return hang_; }

 private:
  Hang hang_;
};

/// When a sample was taken.
struct SampleInterval {
  std::chrono::steady_clock::time_point begin, end;
};

/// A library that computes the same as the case that is set up, on the same inputs and into an
/// output of its own. All of it may throw Error; that loses the reference and not the case.
class ReferenceSession {
 public:
  virtual ~ReferenceSession() = default;
  virtual std::string library() const = 0;  ///< "cuBLASLt"
  virtual std::string version() const = 0;
  /// Every algorithm is reported, not the default and the best alone.
  virtual bool shows_all() const { return false; }
  /// What the library offers for this case, its own first choice first; never empty.
  virtual std::vector<std::string> algorithms() = 0;
  /// One sample by algorithms()[algorithm]: as many launches as a sample of the kernel.
  virtual Seconds time_sample(std::size_t algorithm) = 0;
  /// Compares its output as the kernel's is compared.
  virtual Mismatch verify() = 0;
};

/// One case at a time: set_up() first, then the others in any order. All of them may throw; the
/// session is closed then and a new one opened for the next case. Used by one thread only.
class DeviceSession {
 public:
  virtual ~DeviceSession() = default;

  /// Memory for the case's arrays, inputs filled, outputs spoiled. Replaces the case before.
  virtual void set_up(const plan::Case& planned) = 0;
  /// One sample: Case::iterations launches, and the time they took.
  virtual Seconds time_sample() = 0;
  /// What the last sample counted, of kernels whose quantity is_counted().
  virtual double counted() {
    throw Error(ErrorKind::unavailable, "this device counts nothing: its kernels are all timed");
  }
  /// Overwrites the outputs, so that only a launch after it can make them right.
  virtual void spoil() = 0;
  /// Compares the outputs as they are now.
  virtual Mismatch verify() = 0;
  /// Fills the inputs anew, as Parameters::inputs says, and spoils the outputs.
  virtual void fill(Inputs) {}
  /// Whether the outputs are, bit for bit, those that verify() last looked at; empty where the
  /// kernel cannot tell.
  virtual std::optional<Mismatch> verify_repeat() { return std::nullopt; }
  /// What each processor did in the last sample, of kernels that say per_processor.
  virtual std::vector<ProcessorWork> processor_work() { return {}; }
  /// The AnswerSample of the outputs as they are now; empty where the answer is not one array.
  virtual std::vector<std::byte> answer_sample() { return {}; }
  /// What each rank took in the last sample, and got wrong in the last verify(); of groups.
  virtual std::vector<RankResult> ranks() { return {}; }
  /// What pairs of hosts reached in the last sample.
  virtual std::vector<PairRate> pairs() { return {}; }
  /// The library that does the work of the case, once it has.
  virtual std::optional<LibraryUse> library() { return std::nullopt; }
  /// What the case came to on these devices; empty: what was planned.
  virtual std::string instruction() { return {}; }
  /// The library beside the kernel, opened for the case that is set up; null: the kernel has none,
  /// or this device. Valid until the next set_up().
  virtual ReferenceSession* reference() { return nullptr; }
  /// Lets the device cool before a burst: waits, bounded, until it is idle and its clock is free.
  virtual void cool_down() {}
  /// The clock the device runs at right now; empty where it cannot be told. Takes about 100 us.
  virtual std::optional<double> clock_hz() = 0;
  /// What was watched during the samples that count, given when each was taken, after the last of
  /// them. Its clock_hz is not used: that comes from the readings of clock_hz().
  virtual Telemetry telemetry(std::span<const SampleInterval>) { return {}; }
  /// Clock and power are level, as far as the last readings tell; empty where they cannot be read.
  /// Warm-up goes on, bounded, until they are.
  virtual std::optional<bool> is_level() { return std::nullopt; }
};

class SessionFactory {
 public:
  virtual ~SessionFactory() = default;
  /// Throws Error(unavailable) where the device cannot be used.
  virtual std::unique_ptr<DeviceSession> open(plan::DeviceId device) = 0;
  /// Of a case that a group, or the processes of a launcher, work on together.
  virtual std::unique_ptr<DeviceSession> open_group(const plan::Case& planned) {
    throw Error(ErrorKind::unavailable,
                "running " + planned.name() + ": several devices at once cannot be used here");
  }
  /// Not empty: on a device of the case nothing can be measured any more in this process, and why.
  virtual std::string lost(const plan::Case&) const { return {}; }
  /// Something that cannot be stopped still runs on a device, and an ordinary exit would wait for
  /// it: end the process by std::quick_exit.
  virtual bool abandoned() const { return false; }
};

}  // namespace assay::measure
